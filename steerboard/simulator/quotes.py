"""What was offered, and what became of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.fates import office_hour
from steerboard.simulator.tables import CURRENCY, Row, money

_PROPOSAL = 3  # the first open stage with a quote
_SECOND, _DRAFT, _NO_QUOTE = 0.28, 0.5, 0.05
_VALID = 60  # days


@dataclass
class Quote:
    deal: Deal
    created: int
    sent: int  # -1 for a draft
    amount: int
    list_amount: int
    last: bool = True
    status: str = "sent"
    accepted: int = -1
    id: str = ""


def make_quotes(deals: list[Deal], days: Days, seed: int, books: Books) -> list[Quote]:
    """One or two quotes for each deal that comes so far, in the order in which they were begun."""
    rng = dice(seed, "quotes")
    quotes: list[Quote] = []
    for deal in deals:
        quotes += _of(deal, days, rng)
    quotes.sort(key=lambda q: (q.created, q.deal.id))
    for n, quote in enumerate(quotes, start=1):
        quote.id = f"Q{n:06d}"
        if quote.status == "accepted":
            quote.deal.quote = quote.id
        if quote.sent >= 0:
            _enter(books, quote, days)
    return quotes


def _of(deal: Deal, days: Days, rng: random.Random) -> list[Quote]:
    if rng.random() < _NO_QUOTE:
        return []
    fate = deal.fate
    ends = fate.closed if fate.closed >= 0 else days.end
    if deal.early:
        following = fate.steps[1][0] if len(fate.steps) > 1 else ends
        at = _soon(fate.created, following, days, rng)
        return [_settled(_quote(deal, at, 0.0), days)]
    begins = next((at for at, stage in fate.steps if stage >= _PROPOSAL), -1)
    if begins < 0:
        return _draft(deal, rng)
    first = _soon(begins, ends, days, rng)
    later = days.next_working[first // DAY + rng.randrange(4, 15)] * DAY + office_hour(rng)
    if rng.random() >= _SECOND or later >= ends:
        return [_settled(_quote(deal, first, 0.0), days)]
    earlier = _quote(deal, first, rng.uniform(0.02, 0.08))
    earlier.last, earlier.status = False, "expired"
    return [earlier, _settled(_quote(deal, later, 0.0), days)]


def _soon(at: int, before: int, days: Days, rng: random.Random) -> int:
    """A working moment after ``at`` and before ``before``."""
    found = days.next_working[at // DAY + rng.randrange(1, 4)] * DAY + office_hour(rng)
    return found if found < before else min(at + rng.randrange(20, 60), before - 1)


def _quote(deal: Deal, at: int, more: float) -> Quote:
    """``more`` is the share by which it lies above what was agreed at last."""
    listed = sum(pieces * product.price for product, pieces, _ in deal.lines)
    amount = deal.amount if not more else min(listed, round(deal.amount * (1 + more) / 100_00) * 100_00)
    return Quote(deal, at, at, max(amount, deal.amount), max(listed, deal.amount))


def _draft(deal: Deal, rng: random.Random) -> list[Quote]:
    at, stage = deal.fate.steps[-1]
    if deal.fate.closed >= 0 or stage != _PROPOSAL - 1 or rng.random() >= _DRAFT:
        return []
    found = _quote(deal, at + 30, 0.0)
    found.sent, found.status = -1, "draft"
    return [found]


def _settled(quote: Quote, days: Days) -> Quote:
    fate = quote.deal.fate
    if fate.closed >= 0 and fate.won:
        quote.status, quote.accepted = "accepted", max(quote.sent + 1, fate.closed - 45)
    elif fate.closed >= 0:
        quote.status = "declined"
    elif quote.sent // DAY + _VALID < days.now:
        quote.status = "expired"
    return quote


def _enter(books: Books, quote: Quote, days: Days) -> None:
    deal = quote.deal
    month, owner = days.month_of(quote.sent), _owner(quote)
    books.add("quotes_sent", month, owner)
    if quote.last:
        sort = "early" if deal.early else "timely"
        books.add("last_quotes_by_owner", owner, sort)
        if quote.status == "accepted":
            books.add("accepted_quotes_by_owner", owner, sort)


def _owner(quote: Quote) -> str:
    """Quotes that are out go with the deal when it changes hands; others stay with who wrote them."""
    deal = quote.deal
    out = quote.status in ("sent", "draft") or quote.created >= deal.handed_over
    return deal.owner if deal.handed_over >= 0 and out else deal.first_owner


def quote_rows(quotes: list[Quote], days: Days) -> list[Row]:
    return [
        (
            q.id,
            f"{days.text[q.created // DAY][:4]}-{q.id[1:]}",
            q.deal.id,
            q.deal.account.id,
            _owner(q),
            days.stamp(q.sent) if q.sent >= 0 else "",
            money(q.list_amount),
            money(q.amount),
            CURRENCY,
            q.status,
            days.stamp(q.accepted) if q.accepted >= 0 else "",
            days.stamp(q.created - 15),
        )
        for q in quotes
    ]
