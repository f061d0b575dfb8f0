"""The lists of the market side: customers, whom one talks to, leads, and what marketing does."""

from __future__ import annotations

from django.db.models import Q

from steerboard.core.text import Text
from steerboard.core.worldtime import to_text
from steerboard.records.listing import special
from steerboard.records.listing.declare import (
    ALL,
    OWNER,
    RUNNING,
    Col,
    Lens,
    Listing,
    Present,
    everything,
    without,
)

LEADS_OPEN = without("converted_at", "disqualified_at")


def _open_plans(_present: Present) -> Q:
    return without("done_at", "cancelled_at") & ~without("planned_for")


def _overdue_plans(present: Present) -> Q:
    before = Q(planned_for__lt=to_text(present.calendar.starts(present.today))) & ~Q(
        planned_for__startswith=present.today.isoformat()
    )
    return without("done_at", "cancelled_at") & before


ACCOUNTS = Listing(
    kind="account",
    path="customers/",
    url_name="customers",
    title=Text("Customers", "客户"),
    columns=(
        Col("name", Text("Customer", "客户"), sort="name", phone=True, make=special.customers),
        Col("last_contact", Text("Last contact", "最近联系"), phone=True, make=special.last_contact),
        Col("customer_type", Text("Kind", "类型")),
        Col("industry", sort="industry"),
        OWNER,
    ),
    search=("name", "city"),
    order="name",
    empty=Text(
        "No customers yet. Enter the first, or import what you have.",
        "还没有客户。先录入第一个，或导入已有的客户。",
    ),
    find=Text("Search customers", "搜索客户"),
    lenses=(
        ALL,
        Lens("key", Text("Key accounts", "KA 客户"), lambda _p: Q(is_key_account=True)),
        Lens("partners", Text("Partners", "渠道伙伴"), lambda _p: Q(is_partner=True)),
    ),
    choices=("customer_type", "size", "industry", "region", "ownership"),
    pool=True,
)
CONTACTS = Listing(
    kind="contact",
    path="customers/contacts/",
    url_name="contacts",
    title=Text("Contacts", "联系人"),
    columns=(
        Col("name", sort="name", phone=True, small="title"),
        Col("account", phone=True),
        Col("role", sort="role"),
        Col("phone"),
        Col("email"),
    ),
    search=("name", "title", "email", "phone"),
    order="name",
    empty=Text("No contacts yet. Enter the people you deal with.", "还没有联系人。把对接的人录进来。"),
    find=Text("Search contacts", "搜索联系人"),
    through=("account",),
    choices=("role",),
    owned=False,
)
LEADS = Listing(
    kind="lead",
    path="customers/leads/",
    url_name="leads",
    title=Text("Leads", "线索"),
    columns=(
        Col("name", Text("Lead", "线索"), sort="name", phone=True, make=special.lead_names),
        Col(
            "answered",
            Text("First answered", "首次响应"),
            sort="first_response_at",
            phone=True,
            make=special.lead_answers,
        ),
        Col("status", sort="status"),
        Col("lead_source", sort="lead_source"),
        Col("created_at", sort="created_at", descending_first=True),
        OWNER,
    ),
    search=("name", "company", "phone", "email"),
    order="-created_at",
    empty=Text(
        "No leads here. New enquiries stand here until somebody turns them into deals.",
        "这里没有线索。新来的询盘会先在这里，直到转成商机。",
    ),
    find=Text("Search leads", "搜索线索"),
    lenses=(
        Lens("", Text("Open", "待跟进"), lambda _p: LEADS_OPEN),
        Lens("waiting", Text("Not answered", "未响应"), lambda _p: LEADS_OPEN & without("first_response_at")),
        Lens("converted", Text("Converted", "已转化"), lambda _p: ~without("converted_at")),
        Lens("disqualified", Text("Disqualified", "已作废"), lambda _p: ~without("disqualified_at")),
        Lens("all", Text("All", "全部"), everything),
    ),
    choices=("lifecycle_stage", "lead_source", "direction", "product_line", "region", "campaign"),
    dated="created_at",
    pool=True,
)
ACTIVITIES = Listing(
    kind="activity",
    path="customers/activities/",
    url_name="activities",
    title=Text("Activities", "销售活动"),
    columns=(
        Col("kind", Text("What", "活动"), sort="kind", phone=True, make=special.activities),
        Col("account", phone=True),
        Col("at", Text("When", "时间"), phone=True, make=special.activity_times),
        Col("state", Text("State", "状态"), make=special.activity_states),
        OWNER,
    ),
    search=("purpose", "notes"),
    order="-done_at",
    empty=Text(
        "Nothing here yet. What you log or plan stands here.",
        "这里还没有活动。登记或计划的活动都会出现在这里。",
    ),
    find=Text("Search activities", "搜索活动"),
    through=("account",),
    lenses=(
        Lens("", Text("Done", "已完成"), lambda _p: ~without("done_at")),
        Lens("planned", Text("Planned", "已计划"), _open_plans, order="planned_for", dated="planned_for"),
        Lens(
            "overdue",
            Text("Overdue", "已逾期"),
            _overdue_plans,
            Text("Nothing is overdue.", "没有逾期的计划。"),
            order="planned_for",
            dated="planned_for",
        ),
        Lens("all", Text("All", "全部"), everything, order="-created_at", dated="created_at"),
    ),
    choices=("kind", "outcome", "mode"),
    dated="done_at",
)
CAMPAIGNS = Listing(
    kind="campaign",
    path="customers/campaigns/",
    url_name="campaigns",
    title=Text("Campaigns", "营销活动"),
    columns=(
        Col("name", sort="name", phone=True, small="product_line"),
        Col("channel", sort="channel", phone=True),
        Col("purpose", sort="purpose"),
        Col("starts_on", sort="starts_on", phone=True, descending_first=True),
        Col("ends_on", sort="ends_on", descending_first=True),
        Col("budget", sort="budget", descending_first=True),
    ),
    search=("name", "lead_source"),
    order="-starts_on",
    empty=Text("No campaigns yet.", "还没有营销活动。"),
    find=Text("Search campaigns", "搜索营销活动"),
    lenses=RUNNING,
    choices=("channel", "purpose", "product_line"),
    dated="starts_on",
    owned=False,
)
CAMPAIGN_TOUCHES = Listing(
    kind="campaign_touch",
    path="customers/touches/",
    url_name="campaign_touches",
    title=Text("Touches", "营销触达"),
    columns=(
        Col("reached", Text("Reached", "触达对象"), phone=True, make=special.reached),
        Col("campaign", phone=True),
        Col("sent_at", sort="sent_at", phone=True, descending_first=True),
        Col("step", Text("What came of it", "进展"), make=special.touch_steps),
        Col("reply", sort="reply"),
    ),
    search=(),
    order="-sent_at",
    empty=Text("No touches yet. They come with an import.", "还没有触达记录，导入后会出现。"),
    find=Text("Search touches", "搜索触达记录"),
    through=("campaign", "lead", "contact"),
    lenses=(
        ALL,
        Lens("replied", Text("Replied", "已回复"), lambda _p: ~without("replied_at")),
        Lens("converted", Text("Converted", "已转化"), lambda _p: ~without("converted_at")),
    ),
    choices=("campaign", "reply"),
    dated="sent_at",
    owned=False,
)
COSTS = Listing(
    kind="cost",
    path="customers/costs/",
    url_name="costs",
    title=Text("Costs", "费用"),
    columns=(
        Col("day", sort="day", phone=True, descending_first=True),
        Col("category", sort="category", phone=True, small="type"),
        Col("amount", sort="amount", phone=True, descending_first=True),
        Col("campaign"),
        Col("region", sort="region"),
        Col("team"),
        Col("user"),
    ),
    search=("lead_source", "region"),
    order="-day",
    empty=Text("No costs yet.", "还没有费用。"),
    find=Text("Search costs", "搜索费用"),
    through=("campaign",),
    choices=("category", "type", "campaign", "region"),
    dated="day",
    owned=False,
)

MARKET = (ACCOUNTS, CONTACTS, LEADS, ACTIVITIES, CAMPAIGNS, CAMPAIGN_TOUCHES, COSTS)
