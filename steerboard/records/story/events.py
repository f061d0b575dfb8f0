"""What is told on a line of time: an event, and the kinds of record that have some to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from steerboard.core.text import Text
from steerboard.kinds.registry import get
from steerboard.records.showing import Reader
from steerboard.ui import formats

Tone = Literal["", "good", "worse", "quiet"]

OPENED, WON, LOST = Text("Deal opened", "新建商机"), Text("Deal won", "赢单"), Text("Deal lost", "输单")
QUOTED, ACCEPTED = Text("Quote sent", "发出报价"), Text("Quote accepted", "报价已接受")
ORDERED, TAKEN_BACK = Text("Order", "订单"), Text("Order taken back", "订单冲销")
CANCELLED, SIGNED = Text("Order cancelled", "订单取消"), Text("Contract signed", "签订合同")
CAME_IN, TURNED = Text("Lead came in", "线索进入"), Text("Lead converted", "线索转化")
CALLED_OFF, REVIEWED = Text("called off", "已取消"), Text("Loss review", "丢单复盘")
MONTHS = Text("{n} months", "{n} 个月")
STEPS: Mapping[str, Text] = {
    "sent_at": Text("Campaign reached them", "营销触达"),
    "replied_at": Text("Replied to a campaign", "回复了营销活动"),
    "attended_at": Text("Came to an event", "参加了活动"),
    "converted_at": Text("Converted by a campaign", "因营销活动转化"),
}


@dataclass(frozen=True)
class Changed:
    """One field of a change."""

    field: Text
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """One thing on the line. ``title`` says what, ``name`` which one (and leads to it), ``about`` how much or why.

    ``by`` is who did it; ``who`` says so, or by which door it came in.
    """

    when: str
    title: str = ""
    name: str = ""
    href: str = ""
    about: str = ""
    body: str = ""
    changes: tuple[Changed, ...] = ()
    by: int | None = None
    who: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Told:
    """What a row has to tell of one of its times."""

    title: str
    name: str = ""
    about: str = ""
    body: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Teller:
    """For whom it is told, with what several rows need: campaigns' names, what orders come to."""

    reader: Reader
    campaigns: Mapping[int, str] = field(default_factory=dict)
    sums: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)

    def says(self, text: Text) -> str:
        return self.reader.says(text)

    def choice(self, kind: str, name: str, value: str | None) -> str:
        known = dict(get(kind).fields[name].choices)
        return self.says(known[value]) if value in known else value or ""

    def money(self, amount: Decimal | None, currency: str | None) -> str:
        if amount is None:
            return ""
        return formats.money(amount, currency or self.reader.currency, self.reader.language)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _activity(r: Any, time: str, t: Teller) -> Told:
    kind = t.choice("activity", "kind", r.kind)
    if time == "cancelled_at":
        return Told(_joined(kind, t.says(CALLED_OFF)), r.purpose or "", r.reason_not_done or "", tone="quiet")
    return Told(kind, r.purpose or "", t.choice("activity", "outcome", r.outcome), r.notes or "")


def _opportunity(r: Any, time: str, t: Teller) -> Told:
    name, money = r.name or f"#{r.pk}", t.money(r.amount, r.currency)
    if time == "created_at":
        return Told(t.says(OPENED), name, money)
    if r.outcome == "won":
        return Told(t.says(WON), name, money, tone="good")
    return Told(t.says(LOST), name, _joined(money, r.loss_reason or ""), tone="worse")


def _quote(r: Any, time: str, t: Teller) -> Told:
    said = ACCEPTED if time == "accepted_at" else QUOTED
    tone: Tone = "good" if time == "accepted_at" else ""
    return Told(t.says(said), r.number or f"#{r.pk}", t.money(r.amount, r.currency), tone=tone)


def _order(r: Any, time: str, t: Teller) -> Told:
    name = r.external_id if r.external_id and r.source != "app" else f"#{r.pk}"
    money = " + ".join(t.money(value, currency) for currency, value in sorted(t.sums.get(r.pk, {}).items()))
    if time == "cancelled_at":
        return Told(t.says(CANCELLED), name, money, tone="worse")
    return Told(t.says(TAKEN_BACK if r.credit_of else ORDERED), name, money)


def _contract(r: Any, _time: str, t: Teller) -> Told:
    term = t.says(MONTHS.fill(n=r.term_months)) if r.term_months else ""
    return Told(
        t.says(SIGNED), r.number or f"#{r.pk}", _joined(t.money(r.value, r.currency), term), tone="good"
    )


def _lead(r: Any, time: str, t: Teller) -> Told:
    said = TURNED if time == "converted_at" else CAME_IN
    return Told(t.says(said), r.name or r.company or f"#{r.pk}", r.lead_source or "")


def _review(r: Any, _time: str, t: Teller) -> Told:
    by = t.choice("loss_review", "reviewer", r.reviewer)
    return Told(t.says(REVIEWED), by or f"#{r.pk}", r.reasons or "", r.text or "")


def _touch(r: Any, time: str, t: Teller) -> Told:
    reply = t.choice("campaign_touch", "reply", r.reply) if time == "replied_at" else ""
    return Told(t.says(STEPS[time]), t.campaigns.get(r.campaign, f"#{r.pk}"), reply, tone="quiet")


@dataclass(frozen=True)
class Source:
    """A kind whose rows tell of themselves at ``times``; ``reads`` are the fields that they tell of, beside those."""

    kind: str
    times: tuple[str, ...]
    tell: Callable[[Any, str, Teller], Told]
    reads: tuple[str, ...]
    shape: str = "business"


_ACTIVITY = ("kind", "purpose", "outcome", "notes", "reason_not_done", "owner")
_DEAL = ("name", "amount", "currency", "outcome", "loss_reason", "owner")
SOURCES = (
    Source("activity", ("done_at", "cancelled_at"), _activity, _ACTIVITY, "contact"),
    Source("opportunity", ("created_at", "closed_at"), _opportunity, _DEAL),
    Source("quote", ("sent_at", "accepted_at"), _quote, ("number", "amount", "currency", "owner")),
    Source("order", ("ordered_at", "cancelled_at"), _order, ("external_id", "source", "credit_of", "owner")),
    Source("contract", ("signed_at",), _contract, ("number", "value", "currency", "term_months", "owner")),
    Source("lead", ("created_at", "converted_at"), _lead, ("name", "company", "lead_source", "owner")),
    Source("loss_review", ("reviewed_at",), _review, ("reviewer", "reasons", "text")),
    Source("campaign_touch", tuple(STEPS), _touch, ("campaign", "reply")),
)
# Whose pages have a line of time; a campaign or a product has too much linked to it to be told one by one.
TOLD = ("account", "contact", "lead", "opportunity")


def sources_for(kind: str) -> list[Source]:
    """The kinds that have something to tell of a record of ``kind``: those with a link of that name."""
    if kind not in TOLD:
        return []
    return [s for s in SOURCES if s.kind != kind and kind in get(s.kind).fields]
