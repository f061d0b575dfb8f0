"""What pages ask of the records: lists under the reader's rights, as frozen values.

What a row links to is named only where the reader sees it too, so a name never leaks through a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Max, Q, QuerySet

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.worldtime import WorldTime, from_text, to_text
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.kinds.registry import get, spec_of
from steerboard.people.rights import visible

# Kinds of activity that are an appointment with a customer.
MEETINGS = ("visit", "meeting", "demo", "presentation", "onboarding", "call")
MOST_CUSTOMERS = 50
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
    return {
        pk: str(name[0] if name and name[0] else f"#{pk}")
        for pk, *name in _named(get(kind).model).rows(rights, wanted)
    }


@cache
def _named(model: type[Any]) -> Prepared:
    """Id and, where the kind has one, name of some records; nearly every page asks for some."""
    display = spec_of(model).display
    columns = ("pk", display) if display else ("pk",)
    return Prepared(lambda rights, ids: visible(model, rights).filter(pk__in=ids).values_list(*columns))


def open_deals(rights: Rights) -> QuerySet[Any]:
    return visible("opportunity", rights).filter(outcome=None)


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


def recent_customers(rights: Rights, person: int) -> list[tuple[int, str]]:
    """Customers to choose from: those whom the person met last come first, then his own, by name."""
    ids = [pk for pk, _ in _MET.rows(rights, person)]
    names = names_of("account", ids, rights)
    found = [(pk, names[pk]) for pk in ids if pk in names]
    known = set(ids)
    rest = [(pk, name) for pk, name in _OWN_CUSTOMERS.rows(rights, person) if pk not in known]
    return [*found, *rest][:MOST_CUSTOMERS]


_MET = Prepared(
    lambda rights, person: (
        visible("activity", rights)
        .filter(owner=person, account__isnull=False)
        .values_list("account")
        .annotate(at=Max("done_at"))
        .order_by("-at")[:MOST_CUSTOMERS]
    )
)
# Among the first so many of his own are enough whom he has not met.
_OWN_CUSTOMERS = Prepared(
    lambda rights, person: (
        visible("account", rights)
        .filter(owner=person)
        .order_by("name", "pk")
        .values_list("pk", "name")[: 2 * MOST_CUSTOMERS]
    )
)
