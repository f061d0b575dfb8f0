"""The reader's own deals, plans, customers, quotes and leads: each asked for once in a request, when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q

from steerboard.core.worldtime import WorldTime, from_text, is_instant, local_date
from steerboard.kinds.models import History
from steerboard.kinds.prepared import Prepared
from steerboard.kinds.registry import get
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.questions import MEETINGS, last_contacts, open_deals
from steerboard.work.facts import CustomerFact, DealFact, Facts, LeadFact, QuoteFact

PLANNED = (*MEETINGS, "email")
LOOKED_AHEAD = timedelta(days=60)
LEADS_SINCE = timedelta(days=30)  # what nobody answered in a month is no longer waiting
ORDERS_SINCE = timedelta(days=730)
MOST_PLANS = 400
MOST_LEADS = 50


@dataclass(frozen=True)
class Plan:
    """An appointment of the reader: planned, and done where it took place."""

    id: int
    kind: str
    account_id: int | None
    opportunity_id: int | None
    purpose: str
    planned_for: WorldTime
    day: date
    clock: str
    prepared: bool
    done: bool


@dataclass(frozen=True)
class Known:
    """A customer as others of this room need it."""

    id: int
    name: str
    is_key: bool
    own: bool


class Desk:
    """Lives as long as its request."""

    def __init__(self, request: Asked) -> None:
        self.request, self.rights, self.today = request, request.rights, request.today
        self.me = request.person_id or 0
        self.calendar = request.workspace.calendar

    @cached_property
    def facts(self) -> Facts:
        """What the findings rest on; of customers the key accounts to which nobody is on the way."""
        known = self.customers.values()
        return self._facts([c for c in known if c.own and c.is_key and c.id not in self.planned_accounts])

    @cached_property
    def wide_facts(self) -> Facts:
        """What suggestions rest on: all customers of the reader, with their orders."""
        rows = visible("account", self.rights).filter(owner=self.me)
        mine = [Known(pk, name, bool(key), True) for pk, name, key, _ in rows.values_list(*_ACCOUNT)]
        return self._facts(mine, self._orders([c.id for c in mine]))

    @cached_property
    def deals(self) -> list[DealFact]:
        moved = _stage_changes([r["pk"] for r in self._deal_rows if r["stage__longest_stay"] is not None])
        return [self._deal(r, moved.get(r["pk"])) for r in self._deal_rows]

    @cached_property
    def plans(self) -> list[Plan]:
        """Appointments from the last working days on, those of today that are done among them."""
        since = (self.today - timedelta(days=14)).isoformat()
        until = (self.today + LOOKED_AHEAD).isoformat()
        return [self._plan(r) for r in _PLANS.dicts(self.rights, self.me, since, until)]

    @cached_property
    def planned_accounts(self) -> frozenset[int]:
        """Customers with an open plan from today on."""
        ahead = (p for p in self.plans if not p.done and p.day >= self.today)
        return frozenset(p.account_id for p in ahead if p.account_id is not None)

    def plans_by_kind(self, last: date) -> dict[str, int]:
        """How many open plans of each kind there are from today to the day."""
        found: dict[str, int] = {}
        for plan in self.plans:
            if not plan.done and self.today <= plan.day <= last:
                found[plan.kind] = found.get(plan.kind, 0) + 1
        return found

    def taken(self) -> dict[date, int]:
        """How many appointments each day has."""
        found: dict[date, int] = {}
        for plan in self.plans:
            found[plan.day] = found.get(plan.day, 0) + 1
        return found

    @cached_property
    def customers(self) -> Mapping[int, Known]:
        """Customers that the reader's deals, plans and quotes name, and his key accounts, where he sees them."""
        ids = {d["account"] for d in self._deal_rows} | {p.account_id for p in self.plans}
        ids |= {q["account"] for q in self._quote_rows}
        rows = _ACCOUNTS.rows(self.rights, self.me, frozenset(ids - {None}))
        return {pk: Known(pk, name, bool(key), owner == self.me) for pk, name, key, owner in rows}

    @cached_property
    def quotes(self) -> list[QuoteFact]:
        """Quotes that are out, the last version of each deal's; those of deals that are closed are not."""
        open_ids = {d["pk"] for d in self._deal_rows}
        last: dict[Any, Mapping[str, Any]] = {}
        for row in self._quote_rows:
            deal = row["opportunity"]
            if deal is None or deal in open_ids:
                last[deal or ("quote", row["pk"])] = row
        return [self._quote(row) for row in last.values() if row["status"] in (None, "sent")]

    @cached_property
    def leads(self) -> list[LeadFact]:
        """Leads of the reader that wait for a first answer, who waits longest first."""
        since = (self.today - LEADS_SINCE).isoformat()
        readable = self.rights.may_read(get("lead").fields["phone"].tag)
        found = [self._lead(r, readable) for r in _LEADS.dicts(self.rights, self.me, since)]
        return sorted(found, key=lambda lead: -lead.waits)

    def _facts(
        self, customers: Iterable[Known], orders: Mapping[int, tuple[int, date | None]] | None = None
    ) -> Facts:
        known = list(customers)
        contacts = last_contacts([c.id for c in known], self.rights)
        return Facts(
            today=self.today,
            currency=self.request.workspace.currency,
            deals=self.deals,
            customers=[
                CustomerFact(
                    c.id, c.name, c.is_key, self._day(contacts.get(c.id)), *(orders or {}).get(c.id, ())
                )
                for c in known
            ],
            quotes=self.quotes,
            leads=self.leads,
            planned=self.planned_accounts,
        )

    def _orders(self, accounts: list[int]) -> dict[int, tuple[int, date | None]]:
        """By customer the orders within two years that were not taken back, and the latest day."""
        since = (self.today - ORDERS_SINCE).isoformat()
        rows = visible("order", self.rights).filter(account__in=accounts, ordered_at__gte=since)
        rows = rows.filter(cancelled_at=None, credit_of=None)
        found = rows.values_list("account").annotate(Count("pk"), Max("ordered_at"))
        return {pk: (number, self._day(_time(at))) for pk, number, at in found}

    @cached_property
    def _deal_rows(self) -> Sequence[Mapping[str, Any]]:
        return _DEALS.dicts(self.rights, self.me)

    def _deal(self, row: Mapping[str, Any], moved: WorldTime | None) -> DealFact:
        known = self.customers.get(row["account"])
        return DealFact(
            id=row["pk"],
            name=row["name"] or f"#{row['pk']}",
            account_id=known.id if known else None,
            account=known.name if known else "",
            stage=row["stage__name"] or "",
            stage_id=row["stage"],
            longest_stay=row["stage__longest_stay"],
            since=self._day(moved or _time(row["created_at"])),
            amount=row["amount"],
            currency=row["currency"] or self.request.workspace.currency,
            close_date=row["close_date"],
            next_step=row["next_step"] or "",
            next_step_due=row["next_step_due"],
        )

    def _plan(self, row: Mapping[str, Any]) -> Plan:
        at = _time(row["planned_for"])
        assert at is not None
        clock = at.astimezone(self.calendar.zone).strftime("%H:%M") if is_instant(at) else ""
        return Plan(
            id=row["pk"],
            kind=row["kind"],
            account_id=row["account"],
            opportunity_id=row["opportunity"],
            purpose=row["purpose"] or "",
            planned_for=at,
            day=local_date(at, self.calendar.zone),
            clock=clock,
            prepared=bool(row["prepared"]),
            done=row["done_at"] is not None,
        )

    @cached_property
    def _quote_rows(self) -> Sequence[Mapping[str, Any]]:
        since = (self.today - timedelta(days=180)).isoformat()
        return _QUOTES.dicts(self.rights, self.me, since)

    def _quote(self, row: Mapping[str, Any]) -> QuoteFact:
        known = self.customers.get(row["account"])
        sent = self._day(_time(row["sent_at"]))
        assert sent is not None
        return QuoteFact(
            id=row["pk"],
            number=row["number"] or "",
            account_id=known.id if known else None,
            account=known.name if known else "",
            opportunity_id=row["opportunity"],
            amount=row["amount"],
            currency=row["currency"] or self.request.workspace.currency,
            sent_on=sent,
        )

    def _lead(self, row: Mapping[str, Any], readable: bool) -> LeadFact:
        at = _time(row["assigned_at"]) or _time(row["created_at"])
        begun = at if at is not None and is_instant(at) else self.calendar.starts(self._day(at) or self.today)
        return LeadFact(
            id=row["pk"],
            name=row["name"] or f"#{row['pk']}",
            company=row["company"] or "",
            phone=(row["phone"] or "") if readable else "",
            source=row["lead_source"] or "",
            waits=max(int((self.request.clock.now() - begun).total_seconds() // 3600), 0),
        )

    def _day(self, at: WorldTime | None) -> date | None:
        return None if at is None else local_date(at, self.calendar.zone)


_ACCOUNT = ("pk", "name", "is_key_account", "owner")
_DEAL = (
    "pk", "name", "account", "stage", "stage__name", "stage__longest_stay", "created_at", "amount", "currency", "close_date",
    "next_step", "next_step_due",
)  # fmt: skip
_PLAN = ("pk", "kind", "account", "opportunity", "purpose", "planned_for", "prepared", "done_at")
_QUOTE = ("pk", "number", "account", "opportunity", "amount", "currency", "sent_at", "status")
_LEAD = ("pk", "name", "company", "phone", "lead_source", "assigned_at", "created_at")

# Asked with every Today: put together once.
_DEALS = Prepared(lambda rights, me: open_deals(rights).filter(owner=me).order_by("pk").values(*_DEAL))
_PLANS = Prepared(
    lambda rights, me, since, until: (
        visible("activity", rights)
        .filter(owner=me, kind__in=PLANNED, cancelled_at=None)
        .filter(planned_for__gte=since, planned_for__lt=until)
        .order_by("planned_for", "pk")
        .values(*_PLAN)[:MOST_PLANS]
    )
)
_ACCOUNTS = Prepared(
    lambda rights, me, ids: (
        visible("account", rights)
        .filter(Q(pk__in=ids) | Q(owner=me, is_key_account=True))
        .values_list(*_ACCOUNT)
    )
)
_QUOTES = Prepared(
    lambda rights, me, since: (
        visible("quote", rights)
        .filter(owner=me, sent_at__gte=since, accepted_at=None, order=None)
        .order_by("sent_at", "pk")
        .values(*_QUOTE)
    )
)
_LEADS = Prepared(
    lambda rights, me, since: (
        visible("lead", rights)
        .filter(Q(assigned_at__gte=since) | Q(assigned_at=None, created_at__gte=since), owner=me)
        .filter(first_response_at=None, converted_at=None, disqualified_at=None)
        .order_by("assigned_at", "pk")
        .values(*_LEAD)[:MOST_LEADS]
    )
)
_STAGE_CHANGES = Prepared(
    lambda deals: (
        History.objects.filter(kind="opportunity", field="stage", record_id__in=deals)
        .values_list("record_id")
        .annotate(Max("effective_at"))
    )
)


def _time(value: Any) -> WorldTime | None:
    """A world time; an aggregate gives it as the text that is kept."""
    return from_text(value) if isinstance(value, str) else value


def _stage_changes(deals: list[int]) -> dict[int, WorldTime]:
    """By deal, when it came into the stage in which it is."""
    return {pk: from_text(at) for pk, at in _STAGE_CHANGES.rows(frozenset(deals))}
