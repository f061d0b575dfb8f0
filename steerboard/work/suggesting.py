"""Whom to visit next: the reader's customers for whom there is a reason, with a day that has room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from steerboard.core.calendars import Calendar
from steerboard.core.text import Text
from steerboard.work.facts import CustomerFact, DealFact, Facts, QuoteFact, day, money

SILENT = 30  # days without contact after which a key account is visited
QUIET = 60  # the same for a customer with an open deal
QUOTED = 5  # days after which a quote is worth a visit
LAPSED = 120  # days without an order after which somebody who bought again and again has stopped
REPEAT = 2  # orders that make somebody who buys again
A_DAY = 3  # appointments that a day has room for
AHEAD = 60  # days within which a day with room is looked for


@dataclass(frozen=True)
class Suggestion:
    """A customer to visit: why, about which deal, and what the visit is for."""

    account: int
    name: str
    is_key: bool
    why: Text
    purpose: Text
    worth: Decimal
    deal: int | None = None


def suggestions(facts: Facts, until: date, most: int = 8) -> list[Suggestion]:
    """Customers without a plan, those with most at stake first, each once with its strongest reason.

    ``until`` is the last day of the month: deals that are to close by then want a visit before.
    """
    best: dict[int, Suggestion] = {}
    for found in _all(facts, until):
        before = best.get(found.account)
        if found.account not in facts.planned and (before is None or found.worth > before.worth):
            best[found.account] = found
    return sorted(best.values(), key=lambda s: (-s.worth, s.account))[:most]


def _all(facts: Facts, until: date) -> Iterator[Suggestion]:
    customers = {c.id: c for c in facts.customers}
    usual = facts.usual
    for deal in facts.deals:
        if deal.account_id is not None and deal.close_date is not None and deal.close_date <= until:
            yield _closing(deal, customers.get(deal.account_id), facts.today, usual)
    for quote in facts.quotes:
        if quote.account_id is not None and (facts.today - quote.sent_on).days >= QUOTED:
            yield _quoted(quote, customers.get(quote.account_id), facts.today, usual)
    for customer in facts.customers:
        yield from _customer(customer, facts, usual)


def _closing(deal: DealFact, customer: CustomerFact | None, today: date, usual: Decimal) -> Suggestion:
    amount = deal.amount if deal.amount is not None else usual
    when = deal.close_date or today
    if when < today:
        why = Text("was to close on {d}", "原定 {d} 成交").fill(d=day(when, today))
    else:
        why = Text("to close on {d}, without a visit", "{d} 要成交，还没排拜访").fill(d=day(when, today))
    if deal.amount is not None:
        why = Text("{m} {w}", "{m}，{w}").fill(m=money(deal.amount, deal.currency), w=why)
    return _suggestion(
        deal.account_id or 0, deal.account, customer, why, Text("Closing", "推动签单"), amount, deal.id
    )


def _quoted(quote: QuoteFact, customer: CustomerFact | None, today: date, usual: Decimal) -> Suggestion:
    amount = quote.amount if quote.amount is not None else usual
    days = (today - quote.sent_on).days
    why = Text("quote sent {n} days ago", "报价已发 {n} 天").fill(n=days)
    if quote.amount is not None:
        why = Text("{w}, {m}", "{w}，{m}").fill(w=why, m=money(quote.amount, quote.currency))
    purpose = Text("Talk the quote through", "沟通报价")
    worth = amount * Decimal("0.8")
    return _suggestion(
        quote.account_id or 0, quote.account, customer, why, purpose, worth, quote.opportunity_id
    )


def _customer(customer: CustomerFact, facts: Facts, usual: Decimal) -> Iterator[Suggestion]:
    """Reasons that lie in the customer: silence, or that he has stopped buying."""
    deals = facts.open_with(customer.id)
    deal = deals[0].id if len(deals) == 1 else None
    at_stake = sum((d.amount or usual for d in deals), Decimal(0))
    silent = customer.silent(facts.today)
    seen = Text("Keep in touch", "客情维护")
    if customer.is_key and silent is None:
        why = Text("key account, never seen", "KA 客户，还没见过")
        yield _suggestion(customer.id, customer.name, customer, why, seen, (at_stake or usual) / 2, deal)
    elif customer.is_key and silent is not None and silent > SILENT:
        why = Text("key account not seen for {n} days", "KA 客户 {n} 天没见").fill(n=silent)
        worth = (at_stake or usual) * min(Decimal("0.5") + Decimal(silent - SILENT) / 120, Decimal(1))
        yield _suggestion(customer.id, customer.name, customer, why, seen, worth, deal)
    elif deals and silent is not None and silent > QUIET:
        why = Text("open deal, no contact for {n} days", "有在途商机，{n} 天没联系").fill(n=silent)
        yield _suggestion(customer.id, customer.name, customer, why, seen, at_stake * Decimal("0.4"), deal)
    stopped = None if customer.last_order is None else (facts.today - customer.last_order).days
    if customer.orders >= REPEAT and stopped is not None and stopped > LAPSED:
        why = Text("{k} orders, none for {n} days", "下过 {k} 单，已 {n} 天没有下单").fill(
            k=customer.orders, n=stopped
        )
        purpose = Text("Win back", "唤回老客户")
        yield _suggestion(customer.id, customer.name, customer, why, purpose, usual * Decimal("0.6"), deal)


def _suggestion(
    account: int,
    name: str,
    customer: CustomerFact | None,
    why: Text,
    purpose: Text,
    worth: Decimal,
    deal: int | None,
) -> Suggestion:
    named = customer.name if customer else name
    return Suggestion(account, named, bool(customer and customer.is_key), why, purpose, worth, deal)


def days_with_room(
    today: date, taken: Mapping[date, int], calendar: Calendar, wanted: int, a_day: int = A_DAY
) -> list[date]:
    """A working day for each of ``wanted`` visits: from tomorrow on, one a day before any day gets a second one.

    ``taken`` counts the appointments of each day; a day with ``a_day`` of them is full.
    """
    days = [today + timedelta(days=n) for n in range(1, AHEAD)]
    free = {d: max(a_day - taken.get(d, 0), 0) for d in days if calendar.is_working_day(d)}
    horizon = max(wanted, 5)  # fill the coming week or so before looking further
    found: list[date] = []
    while len(found) < wanted and any(free.values()):
        ahead = [d for d in free if free[d]][:horizon]
        for one in ahead[: wanted - len(found)]:
            free[one] -= 1
            found.append(one)
    found += [today + timedelta(days=1)] * (wanted - len(found))
    return sorted(found)
