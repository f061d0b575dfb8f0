"""The visits of the day: what each is for, when the customer was last in contact and what was promised then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from steerboard.core.calendars import Calendar
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, local_date
from steerboard.kinds.prepared import Prepared
from steerboard.people.rights import visible
from steerboard.records.kinds.activity import KINDS, OUTCOMES
from steerboard.records.questions import MEETINGS, names_of
from steerboard.ui import dates
from steerboard.ui.tags.language import page_language
from steerboard.work.desk import Desk, Plan
from steerboard.work.facts import DealFact, money

MOST_CONTACTS = 400
MOST_TO_LOG = 3
SHORT = 80  # characters of a note that a line has room for


@dataclass(frozen=True)
class Contact:
    """The last contact with a customer: when, what it was and how it went, and what was noted."""

    day: date
    what: Text
    note: str


@dataclass(frozen=True)
class Visit:
    """An appointment as Today shows it. ``account_id`` is None where there is no customer, or none that the reader sees."""

    plan: Plan
    account_id: int | None = None
    account: str = ""
    is_key: bool = False
    deal: DealFact | None = None
    last: Contact | None = None
    again: date | None = None

    @property
    def id(self) -> int:
        return self.plan.id

    @property
    def kind_name(self) -> Text:
        return KINDS.get(self.plan.kind, Text.same(self.plan.kind))

    @property
    def title(self) -> str:
        return self.account or self.plan.purpose or str(self.kind_name)

    @property
    def reason(self) -> Text | None:
        """What it is for: as it was planned, else the deal that is open."""
        if self.plan.purpose:
            return Text.same(self.plan.purpose)
        if self.deal is None:
            return None
        if self.deal.amount is None:
            return Text.same(self.deal.name)
        return Text("{d}, {m}", "{d}，{m}").fill(
            d=self.deal.name, m=money(self.deal.amount, self.deal.currency)
        )

    @property
    def promise(self) -> str:
        """What was promised: the next step of the deal."""
        return self.deal.next_step if self.deal else ""


@dataclass(frozen=True)
class Visits:
    """``day`` is today, or the next working day where today is none and nothing is planned."""

    left_open: Sequence[Visit]
    day: date
    planned: Sequence[Visit]


@dataclass(frozen=True)
class ToLog:
    """A plan that the form for logging offers to settle."""

    id: int
    name: str
    when: str


def visits(desk: Desk) -> Visits:
    """What is planned for the day, and what was planned since the last working day and is still open."""
    calendar, today = desk.calendar, desk.today
    before = working_day(today, -1, calendar)
    ahead = working_day(today, 1, calendar)
    last = today if calendar.is_working_day(today) else ahead
    plans = [p for p in desk.plans if before <= p.day <= last and p.kind in MEETINGS]
    day = today if last == today or any(p.day == today for p in plans) else last
    shown = [p for p in plans if (p.day < today and not p.done) or p.day == day]
    contacts = _contacts(desk, shown)
    told = [_visit(desk, p, contacts) for p in shown]
    left = [replace(v, again=ahead) for v in told if v.plan.day < today]
    return Visits(left, day, [v for v in told if v.plan.day == day])


def to_log(desk: Desk, most: int = MOST_TO_LOG) -> list[ToLog]:
    """What was planned from the last working day until now and is not settled, the latest first."""
    since = working_day(desk.today, -1, desk.calendar)
    plans = [p for p in desk.plans if not p.done and since <= p.day <= desk.today and p.kind in MEETINGS]
    names = names_of("account", (p.account_id for p in plans), desk.rights)
    language = page_language()
    return [
        ToLog(
            p.id,
            names.get(p.account_id or 0) or p.purpose or str(KINDS.get(p.kind, "")),
            p.clock if p.clock and p.day == desk.today else dates.ago(p.day, desk.today, language),
        )
        for p in sorted(plans, key=lambda p: (p.day, p.clock), reverse=True)[:most]
    ]


def working_day(day: date, step: int, calendar: Calendar) -> date:
    """The next working day (``step`` 1) or the last one (-1); after a month without any, the day beside."""
    for n in range(1, 32):
        found = day + timedelta(days=step * n)
        if calendar.is_working_day(found):
            return found
    return day + timedelta(days=step)


def _visit(desk: Desk, plan: Plan, contacts: Mapping[int, Contact]) -> Visit:
    known = desk.customers.get(plan.account_id or 0)
    if known is None:
        return Visit(plan, deal=_deal(desk, plan))
    return Visit(plan, known.id, known.name, known.is_key, _deal(desk, plan), contacts.get(known.id))


def _deal(desk: Desk, plan: Plan) -> DealFact | None:
    """The deal that the visit is about: the one it names, else the only open one with the customer."""
    named = [d for d in desk.deals if d.id == plan.opportunity_id]
    of_customer = [d for d in desk.deals if plan.account_id is not None and d.account_id == plan.account_id]
    found = named or (of_customer if len(of_customer) == 1 else [])
    return found[0] if found else None


def _contacts(desk: Desk, plans: Iterable[Plan]) -> dict[int, Contact]:
    """By customer the last contact that the reader sees."""
    ids = {p.account_id for p in plans if p.account_id in desk.customers}
    if not ids:
        return {}
    found: dict[int, Contact] = {}
    for account, kind, at, outcome, note in _CONTACTS.rows(desk.rights, frozenset(ids)):
        if account not in found:
            found[account] = _contact(kind, at, outcome, note, desk.calendar)
    return found


_CONTACT = ("account", "kind", "done_at", "outcome", "notes")
_CONTACTS = Prepared(
    lambda rights, ids: (
        visible("activity", rights)
        .filter(account__in=ids, done_at__isnull=False)
        .exclude(kind__in=("task", "note"))
        .order_by("-done_at", "-pk")
        .values_list(*_CONTACT)[:MOST_CONTACTS]
    )
)


def _contact(kind: str, at: WorldTime, outcome: str | None, note: str | None, calendar: Calendar) -> Contact:
    what = KINDS.get(kind, Text.same(kind))
    if outcome in OUTCOMES:
        what = Text("{k}, {o}", "{k}，{o}").fill(k=what, o=OUTCOMES[outcome])
    words = " ".join((note or "").split())
    return Contact(
        local_date(at, calendar.zone), what, words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"
    )
