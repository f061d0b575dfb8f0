"""The forms there are, each a short declaration."""

from __future__ import annotations

from typing import Any

from steerboard.core.text import Text
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.entry.declare import Faults, FormSpec, Group, Values

WHO, WHERE, WHOSE = Text("Who they are", "基本信息"), Text("Where", "所在地"), Text("Whose", "归属")
WHAT, MONEY, NEXT = (
    Text("What it is about", "基本信息"),
    Text("Amount", "金额"),
    Text("What comes next", "下一步"),
)
LINKS, WHEN, HOW = Text("Who and what", "关联"), Text("When", "时间"), Text("How it went", "结果")
NEGATIVE = Text("This must not be below zero.", "不能小于零。")
ENDS_FIRST = Text("This lies before the beginning.", "早于开始日期。")


def _now(request: Asked) -> dict[str, Any]:
    return {"created_at": request.clock.now()}


def _mine(request: Asked) -> dict[str, Any]:
    return {"owner": request.person_id}


def _money(request: Asked) -> dict[str, Any]:
    return {"owner": request.person_id, "currency": request.workspace.currency}


def _not_negative(*names: str) -> Any:
    def check(values: Values, _request: Asked) -> Faults:
        return {n: NEGATIVE for n in names if (v := values.get(n)) is not None and v < 0}

    return check


def _spans(values: Values, _request: Asked) -> Faults:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    return {"ends_on": ENDS_FIRST} if starts and ends and ends < starts else {}


def _customer_of(values: Values, request: Asked) -> Values:
    """The customer follows from what the record is about, where only that was said."""
    if values.get("account") is not None:
        return values
    for name in ("opportunity", "contact", "lead"):
        if values.get(name) is not None:
            found = (
                visible(name, request.rights)
                .filter(pk=values[name])
                .values_list("account", flat=True)
                .first()
            )
            if found is not None and visible("account", request.rights).filter(pk=found).exists():
                return {**values, "account": found}
    return values


def deal_follows_stage(values: Values, request: Asked) -> Values:
    """A stage brings its usual probability and forecast category along, unless they were said."""
    stage = values.get("stage")
    found = visible("stage", request.rights).filter(pk=stage).first() if stage is not None else None
    if found is None:
        return values
    usual = {
        "probability": found.probability,
        "forecast_category": found.forecast_category,
        "pipeline": found.pipeline,
    }
    return {**{n: v for n, v in usual.items() if v is not None}, **values}


def _first_stage(request: Asked) -> dict[str, Any]:
    """A new deal begins at the beginning."""
    stages = visible("stage", request.rights).filter(kind="open", pipeline="default")
    first = stages.order_by("position", "pk").values_list("pk", flat=True).first()
    return {} if first is None else {"stage": first}


def _deal(values: Values, request: Asked) -> Values:
    return deal_follows_stage(_customer_of(values, request), request)


def _plan(request: Asked) -> dict[str, Any]:
    return _mine(request) | {"kind": "visit"}


def _entered(request: Asked) -> dict[str, Any]:
    return _now(request) | {"entered_at": request.clock.now()}


def _activity(values: Values, _request: Asked) -> Faults:
    if not any(values.get(n) for n in ("planned_for", "done_at", "cancelled_at", "notes", "purpose")):
        return {"planned_for": Text("Say when it is to be, or when it was.", "请填写计划时间或完成时间。")}
    return {}


ACCOUNT = FormSpec(
    kind="account",
    new=Text("New customer", "新建客户"),
    quick=("name", "customer_type", "city", "industry", "owner"),
    groups=(
        Group(WHO, ("name", "customer_type", "is_key_account", "size", "grade", "industry", "ownership", "is_partner", "parent")),
        Group(WHERE, ("region", "country", "city", "address", "territory")),
        Group(WHOSE, ("owner", "first_touch_at", "health")),
    ),
    initial=lambda r: _mine(r) | {"customer_type": "prospect"},
    given=lambda r: _now(r) | _mine(r),
    alike=("name",),
)  # fmt: skip
CONTACT = FormSpec(
    kind="contact",
    new=Text("New contact", "新建联系人"),
    quick=("account", "name", "title", "phone", "role"),
    groups=(
        Group(WHO, ("account", "name", "title", "role")),
        Group(Text("How to reach", "联系方式"), ("phone", "email")),
    ),
    given=_now,
    alike=("name",),
)
LEAD = FormSpec(
    kind="lead",
    new=Text("New lead", "新建线索"),
    quick=("name", "company", "phone", "lead_source", "product_line"),
    groups=(
        Group(WHO, ("name", "company", "phone", "email", "persona", "region", "industry")),
        Group(Text("Where it came from", "来源"), ("direction", "lead_source", "campaign", "referred_by", "product_line")),
        Group(Text("Where it stands", "进展"), ("status", "lifecycle_stage", "answer", "first_response_at", "assigned_at", "owner")),
    ),
    initial=lambda r: _mine(r) | {"status": "open", "lifecycle_stage": "lead", "direction": "inbound"},
    check=lambda v, _r: {} if v.get("name") or v.get("company") else {"name": Text("Give a name or a company.", "请填写姓名或公司。")},
    filled=lambda v, r: {"assigned_at": r.clock.now(), **v} if v.get("owner") else v,
    given=lambda r: _now(r) | _mine(r) | {"status": "open", "lifecycle_stage": "lead", "direction": "inbound"},
    alike=("company", "name"),
)  # fmt: skip
OPPORTUNITY = FormSpec(
    kind="opportunity",
    new=Text("New deal", "新建商机"),
    quick=("account", "name", "amount", "close_date", "stage"),
    groups=(
        Group(WHAT, ("account", "name", "contact", "type", "product_line", "priority", "stage")),
        Group(MONEY, ("amount", "currency", "close_date", "probability", "forecast_category")),
        Group(NEXT, ("next_step", "next_step_due")),
        Group(WHOSE, ("owner", "partner", "lead", "competitor", "loss_reason")),
    ),
    required=("account", "name"),
    later=("loss_reason",),
    initial=lambda r: _money(r) | _first_stage(r),
    check=_not_negative("amount"),
    filled=_deal,
    given=lambda r: _now(r) | _money(r),
)
ACTIVITY = FormSpec(
    kind="activity",
    new=Text("New activity", "新建活动"),
    quick=("kind", "account", "planned_for", "purpose", "owner"),
    groups=(
        Group(WHAT, ("kind", "purpose", "mode", "direction")),
        Group(LINKS, ("account", "contact", "opportunity", "lead", "campaign", "product", "owner")),
        Group(WHEN, ("planned_for", "done_at", "duration")),
        Group(HOW, ("outcome", "notes", "collateral", "prepared", "reason_not_done")),
    ),
    picks=("kind",),
    initial=_plan,
    check=_activity,
    filled=_customer_of,
    given=lambda r: _entered(r) | _mine(r),
)
QUOTE = FormSpec(
    kind="quote",
    new=Text("New quote", "新建报价"),
    quick=("opportunity", "number", "amount", "list_amount"),
    groups=(
        Group(WHAT, ("opportunity", "account", "number", "status", "owner")),
        Group(MONEY, ("amount", "list_amount", "currency")),
        Group(WHEN, ("sent_at", "accepted_at")),
    ),
    required=("amount",),
    initial=lambda r: _money(r) | {"status": "draft"},
    check=_not_negative("amount", "list_amount"),
    filled=_customer_of,
    given=lambda r: _now(r) | _money(r) | {"status": "draft"},
)
ORDER = FormSpec(
    kind="order",
    new=Text("New order", "新建订单"),
    quick=("account", "external_id", "ordered_at"),
    groups=(
        Group(WHAT, ("account", "external_id", "opportunity", "quote", "channel", "partner", "store", "region", "campaign")),
        Group(WHEN, ("ordered_at", "promised_on", "delivered_on")),
        Group(WHOSE, ("owner", "currency")),
    ),
    required=("account", "ordered_at"),
    initial=lambda r: _money(r) | {"ordered_at": r.today, "channel": "direct"},
    filled=_customer_of,
    given=lambda r: _now(r) | _money(r) | {"channel": "direct"},
    labels={"external_id": Text("Order number", "订单号")},
    lines="order_line",
)  # fmt: skip
CONTRACT = FormSpec(
    kind="contract",
    new=Text("New contract", "新建合同"),
    quick=("account", "number", "value", "signed_at", "term_months"),
    groups=(
        Group(WHAT, ("account", "opportunity", "number", "signed_at", "term_months", "recurring", "owner")),
        Group(MONEY, ("value", "currency")),
    ),
    required=("account",),
    initial=lambda r: _money(r) | {"signed_at": r.today},
    check=_not_negative("value"),
    filled=_customer_of,
    given=lambda r: _now(r) | _money(r),
)
CAMPAIGN = FormSpec(
    kind="campaign",
    new=Text("New campaign", "新建营销活动"),
    quick=("name", "channel", "purpose", "starts_on", "ends_on"),
    groups=(
        Group(WHAT, ("name", "channel", "purpose", "lead_source", "product_line", "starts_on", "ends_on")),
        Group(MONEY, ("budget", "currency")),
    ),
    initial=lambda r: {"currency": r.workspace.currency, "purpose": "leads"},
    check=_spans,
    given=lambda r: _now(r) | {"currency": r.workspace.currency},
)
PROMOTION = FormSpec(
    kind="promotion",
    new=Text("New promotion", "新建促销"),
    quick=("name", "kind", "starts_on", "ends_on"),
    groups=(
        Group(WHAT, ("name", "kind", "regions", "product_lines", "starts_on", "ends_on")),
        Group(MONEY, ("cost", "currency")),
    ),
    initial=lambda r: {"currency": r.workspace.currency},
    check=_spans,
    given=lambda r: _now(r) | {"currency": r.workspace.currency},
)
PRODUCT = FormSpec(
    kind="product",
    new=Text("New product", "新建产品"),
    quick=("name", "line", "kind", "list_price"),
    groups=(
        Group(WHAT, ("name", "line", "kind", "matrix_role", "recurring", "launched_on", "replaces")),
        Group(MONEY, ("list_price", "unit_cost", "currency")),
    ),
    initial=lambda r: {"currency": r.workspace.currency},
    check=_not_negative("list_price", "unit_cost"),
    given=lambda r: _now(r) | {"currency": r.workspace.currency},
)

LOSS_REVIEW = FormSpec(
    kind="loss_review",
    new=Text("New loss review", "新建丢单复盘"),
    quick=("opportunity", "reviewer", "reasons", "text"),
    groups=(Group(WHAT, ("opportunity", "reviewer", "reasons", "text", "reviewed_at")),),
    required=("opportunity",),
    picks=("reviewer",),
    initial=lambda _r: {"reviewer": "customer"},
    given=lambda r: _now(r) | {"reviewed_at": r.clock.now()},
)
COST = FormSpec(
    kind="cost",
    new=Text("New cost", "新建费用"),
    quick=("day", "category", "type", "amount", "campaign"),
    groups=(
        Group(WHAT, ("day", "category", "type", "campaign", "lead_source", "region", "team", "user", "product", "account")),
        Group(MONEY, ("amount", "currency")),
    ),
    required=("amount",),
    initial=lambda r: {"day": r.today, "currency": r.workspace.currency},
    given=lambda r: _now(r) | {"currency": r.workspace.currency},
)  # fmt: skip

FORMS = {
    form.kind: form
    for form in (
        ACCOUNT, CONTACT, LEAD, OPPORTUNITY, ACTIVITY, QUOTE, ORDER, CONTRACT, CAMPAIGN, PROMOTION, PRODUCT,
        LOSS_REVIEW, COST,
    )
}  # fmt: skip
