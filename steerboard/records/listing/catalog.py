"""The lists there are, each a short declaration; a kind that people work with gets its list here."""

from __future__ import annotations

from django.db.models import Q

from steerboard.core.text import Text
from steerboard.core.worldtime import to_text
from steerboard.records.listing import special
from steerboard.records.listing.declare import Col, Lens, Listing, Present, Tab, everything

ALL = Lens("", Text("All", "全部"), everything)
OWNER = Col("owner", sort="owner__name")


def _no(*fields: str) -> Q:
    return Q(**dict.fromkeys(fields))


def _open_plans(_present: Present) -> Q:
    return _no("done_at", "cancelled_at") & ~_no("planned_for")


def _overdue_plans(present: Present) -> Q:
    before = Q(planned_for__lt=to_text(present.calendar.starts(present.today))) & ~Q(
        planned_for__startswith=present.today.isoformat()
    )
    return _no("done_at", "cancelled_at") & before


LEADS_OPEN = _no("converted_at", "disqualified_at")

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
        Lens("waiting", Text("Not answered", "未响应"), lambda _p: LEADS_OPEN & _no("first_response_at")),
        Lens("converted", Text("Converted", "已转化"), lambda _p: ~_no("converted_at")),
        Lens("disqualified", Text("Disqualified", "已作废"), lambda _p: ~_no("disqualified_at")),
        Lens("all", Text("All", "全部"), everything),
    ),
    choices=("lifecycle_stage", "lead_source", "direction", "product_line", "region", "campaign"),
    dated="created_at",
    pool=True,
)
_MENDED = Text("Nothing to mend here.", "这里没有要处理的。")
OPPORTUNITIES = Listing(
    kind="opportunity",
    path="deals/",
    url_name="deals",
    title=Text("Deals", "商机"),
    columns=(
        Col("name", Text("Deal", "商机"), sort="name", phone=True, small="account"),
        Col("amount", sort="amount", phone=True, descending_first=True),
        Col(
            "close",
            Text("Expected close", "预计成交日"),
            sort="close_date",
            phone=True,
            make=special.close_date,
        ),
        Col("stage", sort="stage__position"),
        Col("step", Text("Next step", "下一步"), make=special.next_step),
        OWNER,
    ),
    search=("name",),
    order="close_date",
    empty=Text("No open deals.", "没有进行中的商机。"),
    find=Text("Search deals", "搜索商机"),
    through=("account",),
    lenses=(
        Lens("", Text("All open", "全部进行中"), lambda _p: _no("outcome")),
        Lens(
            "step",
            Text("Next step overdue", "下一步已逾期"),
            lambda p: _no("outcome") & Q(next_step_due__lt=p.today),
            _MENDED,
        ),
        Lens(
            "closing",
            Text("Close date past", "成交日已过"),
            lambda p: _no("outcome") & Q(close_date__lt=p.today),
            _MENDED,
        ),
        Lens(
            "nostep",
            Text("No next step", "未填下一步"),
            lambda _p: _no("outcome") & (Q(next_step=None) | Q(next_step="")),
            _MENDED,
        ),
        Lens(
            "undated", Text("No close date", "没有成交日"), lambda _p: _no("outcome", "close_date"), _MENDED
        ),
        Lens("won", Text("Won", "赢单"), lambda _p: Q(outcome="won")),
        Lens("lost", Text("Lost", "输单"), lambda _p: Q(outcome="lost")),
        Lens("all", Text("Open and closed", "全部"), everything),
    ),
    choices=("stage", "forecast_category", "type", "product_line", "priority"),
    dated="close_date",
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
        Lens("", Text("Done", "已完成"), lambda _p: ~_no("done_at")),
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
QUOTES = Listing(
    kind="quote",
    path="deals/quotes/",
    url_name="quotes",
    title=Text("Quotes", "报价"),
    columns=(
        Col("number", sort="number", phone=True, small="account"),
        Col("amount", sort="amount", phone=True, descending_first=True),
        Col("status", sort="status", phone=True),
        Col("sent_at", sort="sent_at", descending_first=True),
        Col("opportunity"),
        OWNER,
    ),
    search=("number",),
    order="-sent_at",
    empty=Text("No quotes here. A quote is entered from its deal.", "这里没有报价。可以在商机里录入报价。"),
    find=Text("Search quotes", "搜索报价"),
    through=("account", "opportunity"),
    lenses=(
        ALL,
        Lens("open", Text("Waiting for an answer", "等待答复"), lambda _p: Q(status="sent")),
        Lens("draft", Text("Drafts", "草稿"), lambda _p: Q(status="draft")),
    ),
    choices=("status",),
    dated="sent_at",
)
ORDERS = Listing(
    kind="order",
    path="deals/orders/",
    url_name="orders",
    title=Text("Orders", "订单"),
    columns=(
        Col("number", Text("Order", "订单"), phone=True, make=special.order_names),
        Col("account", phone=True),
        Col("amount", Text("Amount", "金额"), phone=True, numeric=True, make=special.order_amount),
        Col("ordered_at", sort="ordered_at", descending_first=True),
        Col("promised_on", sort="promised_on"),
        OWNER,
    ),
    search=("external_id",),
    order="-ordered_at",
    empty=Text("No orders here.", "这里没有订单。"),
    find=Text("Search orders", "搜索订单"),
    through=("account",),
    lenses=(
        Lens("", Text("Orders", "订单"), lambda _p: _no("cancelled_at", "credit_of")),
        Lens(
            "open",
            Text("To be delivered", "待交付"),
            lambda _p: _no("cancelled_at", "credit_of", "delivered_on"),
            Text("Everything is delivered.", "都已交付。"),
        ),
        Lens("cancelled", Text("Cancelled", "已取消"), lambda _p: ~_no("cancelled_at")),
        Lens("credits", Text("Taken back", "冲销"), lambda _p: ~_no("credit_of")),
        Lens("all", Text("All", "全部"), everything),
    ),
    choices=("channel", "region"),
    dated="ordered_at",
)
CONTRACTS = Listing(
    kind="contract",
    path="deals/contracts/",
    url_name="contracts",
    title=Text("Contracts", "合同"),
    columns=(
        Col("number", sort="number", phone=True, small="account"),
        Col("value", sort="value", phone=True, descending_first=True),
        Col("signed_at", sort="signed_at", phone=True, descending_first=True),
        Col("term_months", sort="term_months"),
        OWNER,
    ),
    search=("number",),
    order="-signed_at",
    empty=Text("No contracts here.", "这里没有合同。"),
    find=Text("Search contracts", "搜索合同"),
    through=("account", "opportunity"),
    choices=("recurring",),
    dated="signed_at",
)
PRODUCTS = Listing(
    kind="product",
    path="deals/products/",
    url_name="products",
    title=Text("Products", "产品"),
    columns=(
        Col("name", sort="name", phone=True, small="line"),
        Col("list_price", sort="list_price", phone=True, descending_first=True),
        Col("unit_cost", sort="unit_cost", descending_first=True),
        Col("kind", sort="kind"),
        Col("matrix_role", sort="matrix_role"),
        Col("launched_on", sort="launched_on", descending_first=True),
    ),
    search=("name", "line"),
    order="name",
    empty=Text("No products yet. They come with an import.", "还没有产品，导入后会出现。"),
    find=Text("Search products", "搜索产品"),
    choices=("line", "kind", "matrix_role", "recurring"),
    owned=False,
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
    lenses=(
        ALL,
        Lens(
            "running",
            Text("Running", "进行中"),
            lambda p: Q(starts_on__lte=p.today) & (Q(ends_on__gte=p.today) | Q(ends_on=None)),
        ),
    ),
    choices=("channel", "purpose", "product_line"),
    dated="starts_on",
    owned=False,
)
PROMOTIONS = Listing(
    kind="promotion",
    path="deals/promotions/",
    url_name="promotions",
    title=Text("Promotions", "促销"),
    columns=(
        Col("name", sort="name", phone=True, small="regions"),
        Col("kind", sort="kind", phone=True),
        Col("starts_on", sort="starts_on", phone=True, descending_first=True),
        Col("ends_on", sort="ends_on", descending_first=True),
        Col("product_lines"),
        Col("cost", sort="cost", descending_first=True),
    ),
    search=("name", "regions", "product_lines"),
    order="-starts_on",
    empty=Text("No promotions yet.", "还没有促销。"),
    find=Text("Search promotions", "搜索促销"),
    lenses=CAMPAIGNS.lenses,
    choices=("kind",),
    dated="starts_on",
    owned=False,
)

LISTINGS = (
    ACCOUNTS, CONTACTS, LEADS, ACTIVITIES, CAMPAIGNS,
    OPPORTUNITIES, QUOTES, ORDERS, CONTRACTS, PRODUCTS, PROMOTIONS,
)  # fmt: skip
BY_KIND = {listing.kind: listing for listing in LISTINGS}
_FAMILIES = (
    (ACCOUNTS, CONTACTS, LEADS, ACTIVITIES, CAMPAIGNS),
    (OPPORTUNITIES, QUOTES, ORDERS, CONTRACTS, PRODUCTS, PROMOTIONS),
)


SHAPES = {
    "opportunity": (Tab(Text("List", "列表"), "deals"), Tab(Text("Board", "看板"), "deals_board")),
    "activity": (
        Tab(Text("List", "列表"), "activities"),
        Tab(Text("Calendar", "日历"), "activities_calendar"),
    ),
}


def tabs_of(kind: str) -> tuple[Tab, ...]:
    """The lists that stand together with that of a kind."""
    for family in _FAMILIES:
        if any(listing.kind == kind for listing in family):
            return tuple(Tab(listing.title, listing.url_name) for listing in family)
    return ()
