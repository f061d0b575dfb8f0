"""What pages ask of the records: lists under the reader's rights, as frozen values.

What a row links to is named only where the reader sees it too, so a name never leaks through a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, from_text, is_instant, local_date, to_text
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.kinds.registry import get
from steerboard.people.rights import visible
from steerboard.records.kinds.activity import KINDS

# Kinds of activity that are an appointment with a customer.
MEETINGS = ("visit", "meeting", "demo", "presentation", "onboarding", "call")
UNDONE = Q(done_at=None, cancelled_at=None)


@dataclass(frozen=True)
class Deal:
    """An opportunity in a list. ``account`` is empty where the reader may not see it."""

    id: int
    name: str
    account_id: int | None
    account: str
    owner_id: int | None
    owner: str
    stage: str
    amount: Decimal | None
    currency: str
    close_date: date | None
    next_step: str
    next_step_due: date | None


@dataclass(frozen=True)
class Customer:
    """An account in a list. ``last_contact`` is the latest done activity that the reader may see."""

    id: int
    name: str
    owner: str
    customer_type: str
    is_key: bool
    place: str
    last_contact: WorldTime | None


@dataclass(frozen=True)
class Appointment:
    """A planned activity. ``done`` says that it happened."""

    id: int
    kind: str
    account_id: int | None
    account: str
    is_key: bool
    purpose: str
    planned_for: WorldTime
    prepared: bool | None
    done: bool
    last_contact: WorldTime | None
    zone: ZoneInfo

    @property
    def kind_name(self) -> Text:
        return KINDS.get(self.kind, Text.same(self.kind))

    @property
    def day(self) -> date:
        return local_date(self.planned_for, self.zone)

    @property
    def clock(self) -> str:
        """The time of day; empty where only the day was planned."""
        at = self.planned_for
        return at.astimezone(self.zone).strftime("%H:%M") if is_instant(at) else ""

    @property
    def last_day(self) -> date | None:
        return None if self.last_contact is None else local_date(self.last_contact, self.zone)


def within(field: str, period: Period, calendar: Calendar) -> Q:
    """World times of ``field`` that fall into the local days of ``period``; a date-only one by its date."""
    starts, ends = (to_text(calendar.starts(day)) for day in (period.start, period.end))
    exact = Q(**{f"{field}__contains": "T", f"{field}__gte": starts, f"{field}__lt": ends})
    first, beyond = period.start.isoformat(), period.end.isoformat()
    dated = Q(**{f"{field}__gte": first, f"{field}__lt": beyond}) & ~Q(**{f"{field}__contains": "T"})
    return exact | dated


def names_of(kind: str, ids: Iterable[int | None], rights: Rights) -> dict[int, str]:
    """The names of those of ``ids`` that the reader sees."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    spec = get(kind)
    found = visible(spec, rights).filter(pk__in=wanted)
    if not spec.display:
        return {pk: f"#{pk}" for pk in found.values_list("pk", flat=True)}
    return {pk: str(name or f"#{pk}") for pk, name in found.values_list("pk", spec.display)}


def open_deals(rights: Rights) -> QuerySet[Any]:
    return visible("opportunity", rights).filter(outcome=None)


def overdue_step(today: date) -> Q:
    """The next step was to be done before today."""
    return Q(next_step_due__lt=today)


def past_closing(today: date) -> Q:
    """The planned closing date is over, and the deal is still open."""
    return Q(close_date__lt=today)


def undated() -> Q:
    """Nobody has said when the deal is to close."""
    return Q(close_date=None)


def appointments_in(rights: Rights, person: int, when: Q) -> QuerySet[Any]:
    """The person's own appointments whose plan fits ``when``, cancelled ones left out."""
    mine = visible("activity", rights).filter(owner=person, kind__in=MEETINGS, cancelled_at=None)
    return mine.filter(when).order_by("planned_for", "pk")


def plans_by_kind(rights: Rights, person: int, period: Period, calendar: Calendar) -> dict[str, int]:
    """How many open plans of each kind the person has in ``period``."""
    mine = visible("activity", rights).filter(UNDONE, within("planned_for", period, calendar), owner=person)
    return dict(mine.values_list("kind").annotate(Count("pk")))


def deals_of(rows: Sequence[Any], rights: Rights) -> list[Deal]:
    """The list rows of some opportunities."""
    accounts = names_of("account", (r.account_id for r in rows), rights)
    owners = names_of("user", (r.owner_id for r in rows), rights)
    stages = names_of("stage", (r.stage_id for r in rows), rights)
    return [
        Deal(
            id=r.pk,
            name=r.name or f"#{r.pk}",
            account_id=r.account_id if r.account_id in accounts else None,
            account=accounts.get(r.account_id, ""),
            owner_id=r.owner_id,
            owner=owners.get(r.owner_id, ""),
            stage=stages.get(r.stage_id, ""),
            amount=r.amount,
            currency=r.currency or "",
            close_date=r.close_date,
            next_step=r.next_step or "",
            next_step_due=r.next_step_due,
        )
        for r in rows
    ]


def customers_of(rows: Sequence[Any], rights: Rights) -> list[Customer]:
    """The list rows of some accounts."""
    owners = names_of("user", (r.owner_id for r in rows), rights)
    contacts = last_contacts((r.pk for r in rows), rights)
    return [
        Customer(
            id=r.pk,
            name=r.name,
            owner=owners.get(r.owner_id, ""),
            customer_type=r.customer_type or "",
            is_key=bool(r.is_key_account),
            place=r.city or r.region or "",
            last_contact=contacts.get(r.pk),
        )
        for r in rows
    ]


def appointments_of(rows: Sequence[Any], rights: Rights, zone: ZoneInfo) -> list[Appointment]:
    """The day's rows of some activities."""
    ids = {r.account_id for r in rows if r.account_id is not None}
    seen = visible("account", rights).filter(pk__in=ids) if ids else ()
    accounts = {a.pk: a for a in seen}
    contacts = last_contacts(accounts, rights)
    return [_appointment(r, accounts, contacts, zone) for r in rows]


def _appointment(
    r: Any, accounts: Mapping[int, Any], contacts: Mapping[int, WorldTime], zone: ZoneInfo
) -> Appointment:
    account = accounts.get(r.account_id)
    return Appointment(
        id=r.pk,
        kind=r.kind,
        account_id=account.pk if account else None,
        account=account.name if account else "",
        is_key=bool(account and account.is_key_account),
        purpose=r.purpose or "",
        planned_for=r.planned_for,
        prepared=r.prepared,
        done=r.done_at is not None,
        last_contact=contacts.get(r.account_id),
        zone=zone,
    )


def last_contacts(accounts: Iterable[int], rights: Rights) -> dict[int, WorldTime]:
    """By account, the time of the latest done activity that the reader sees."""
    wanted = list(accounts)
    if not wanted:
        return {}
    found = _LAST_CONTACTS.rows(rights, frozenset(wanted))
    return {pk: from_text(at) if isinstance(at, str) else at for pk, at in found}


_LAST_CONTACTS = Prepared(
    lambda rights, accounts: (
        visible("activity", rights)
        .filter(account__in=accounts, done_at__isnull=False)
        .exclude(kind__in=("task", "note"))
        .values_list("account")
        .annotate(Max("done_at"))
    )
)


def recent_customers(rights: Rights, person: int, most: int = 50) -> list[tuple[int, str]]:
    """Customers to choose from: those whom the person met last come first, then his own, by name."""
    mine = visible("activity", rights).filter(owner=person, account__isnull=False)
    met = mine.values_list("account").annotate(at=Max("done_at")).order_by("-at")[:most]
    ids = [pk for pk, _ in met]
    names = names_of("account", ids, rights)
    found = [(pk, names[pk]) for pk in ids if pk in names]
    rest = visible("account", rights).exclude(pk__in=ids).filter(owner=person).order_by("name", "pk")
    return [*found, *rest.values_list("pk", "name")[: most - len(found)]]


def matching(kind: str, text: str, rights: Rights) -> QuerySet[Any]:
    """The visible records of a kind whose name has ``text`` in it."""
    spec = get(kind)
    found = visible(spec, rights)
    words = text.split()
    for word in words[:5]:
        found = found.filter(**{f"{spec.display}__icontains": word})
    return found
