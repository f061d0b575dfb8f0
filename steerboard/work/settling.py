"""Several things settled in one sheet: past closing dates, overdue next steps, leads that wait. One save, one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse

from steerboard.core.calendars import Calendar
from steerboard.core.text import Text
from steerboard.work.desk import Desk
from steerboard.work.facts import DealFact, LeadFact, day, money

MOST = 20
DONE, CALLED, WROTE = "done", "call", "email"
WEEK = Text("+7 days", "延后 7 天")
Choices = Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Row:
    """A thing to settle: what it is, what is known of it, and what may be said. ``dated``: any day may be said too."""

    id: int
    name: str
    about: Text
    url: str
    choices: Choices
    dated: bool = False
    phone: str = ""


@dataclass(frozen=True)
class Settling:
    """The rows that are shown, and how many there are."""

    rows: Sequence[Row]
    total: int


def closings(desk: Desk, *, undated: bool = False) -> Settling:
    """The reader's deals whose closing date is past, the largest first; or those that have none."""
    found = [
        d
        for d in desk.deals
        if (d.close_date is None if undated else d.close_date is not None and d.close_date < desk.today)
    ]
    choices = closing_days(desk.today, desk.calendar)
    return _settling([_deal_row(d, _closing_about(d, desk.today), choices) for d in _largest_first(found)])


def steps(desk: Desk) -> Settling:
    """The reader's overdue next steps, the longest overdue first."""
    late = [d for d in desk.deals if d.next_step_due is not None and d.next_step_due < desk.today]
    late.sort(key=lambda d: (d.next_step_due or desk.today, d.id))
    week = desk.today + timedelta(days=7)
    choices = ((DONE, Text("Done", "已完成")), (week.isoformat(), WEEK))
    return _settling([_deal_row(d, _step_about(d, desk.today), choices) for d in late])


def leads(desk: Desk) -> Settling:
    """The leads that wait for a first answer, who waits longest first."""
    choices = ((CALLED, Text("Called", "已电话联系")), (WROTE, Text("Wrote", "已书面回复")))
    return _settling([_lead_row(lead, choices) for lead in desk.leads])


def closing_days(today: date, calendar: Calendar) -> Choices:
    """In a week, at the end of this month and of the next one; the same day is said once."""
    this = calendar.period("month", today)
    following = calendar.period("month", this.end)
    days = {
        today + timedelta(days=7): WEEK,
        this.last: Text("Month end", "月底"),
        following.last: Text("End of next month", "下月底"),
    }
    days.pop(today, None)
    return [(d.isoformat(), name) for d, name in sorted(days.items())]


def days_of(settled: Mapping[int, str]) -> dict[int, date | None]:
    """What was said as days; None for what is done."""
    return {pk: None if said == DONE else date.fromisoformat(said) for pk, said in settled.items()}


def _settling(rows: Sequence[Row]) -> Settling:
    return Settling(rows[:MOST], len(rows))


def _largest_first(deals: Sequence[DealFact]) -> list[DealFact]:
    return sorted(deals, key=lambda d: (-(d.amount or Decimal(0)), d.id))


def _deal_row(deal: DealFact, about: Text, choices: Choices) -> Row:
    return Row(
        deal.id, deal.name, about, reverse("record", args=["opportunity", deal.id]), choices, dated=True
    )


def _closing_about(deal: DealFact, today: date) -> Text:
    known = [money(deal.amount, deal.currency)] if deal.amount is not None else []
    known += [Text.same(deal.stage)] if deal.stage else []
    if deal.close_date is not None:
        known.append(Text("was to close {d}", "原定 {d}").fill(d=day(deal.close_date, today)))
    return _joined(known)


def _step_about(deal: DealFact, today: date) -> Text:
    known = [Text.same(deal.next_step or "—")]
    if deal.next_step_due is not None:
        known.append(Text("due {d}", "原定 {d}").fill(d=day(deal.next_step_due, today)))
    if deal.amount is not None:
        known.append(money(deal.amount, deal.currency))
    return _joined(known)


def _lead_row(lead: LeadFact, choices: Choices) -> Row:
    waits = (
        Text("waits for {n} h", "已等 {n} 小时").fill(n=lead.waits)
        if lead.waits < 48
        else Text("waits for {n} days", "已等 {n} 天").fill(n=lead.waits // 24)
    )
    known = [Text.same(t) for t in (lead.company, lead.source) if t and t != lead.name]
    url = reverse("record", args=["lead", lead.id])
    return Row(lead.id, lead.name, _joined([*known, waits]), url, choices, phone=lead.phone)


def _joined(parts: Sequence[Text]) -> Text:
    return Text(" · ".join(p.en for p in parts), " · ".join(p.zh for p in parts))
