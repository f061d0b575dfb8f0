"""quotes_sent and quote_to_order_rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.oracles.base import Answers, Cut, Fact, Question, fraction, live, ratio, summed
from tests.oracles.lines import latest
from tests.oracles.orders import is_order
from tests.worlds import Row, World


def sent(q: Question) -> Iterator[Fact]:
    for row in live(q.world, "quote"):
        if q.within(row["sent_at"]):
            yield Fact("quote", row, Cut.of(q.world, row["sent_at"]))


def quotes_sent(q: Question) -> Answers:
    return summed(q, sent(q))


def quote_to_order_rate(q: Question) -> Answers:
    """Of each opportunity the version sent last; of a quote without one itself."""
    cohort = [fact for fact in sent(q) if is_last(q, fact.row)]
    if q.variant == "amount":
        cohort = [replace(f, value=fraction(q.world.money(f.row, "amount"))) for f in cohort]
    if q.variant == "accepted":
        return ratio(q, [f for f in cohort if accepted(q, f.row)], cohort)
    return ratio(q, [f for f in cohort if ordered(q.world, f.row)], cohort)


def is_last(q: Question, quote: Row) -> bool:
    if quote["opportunity"] is None:
        return True
    versions = [
        row
        for row in live(q.world, "quote")
        if row["opportunity"] == quote["opportunity"] and q.by_now(row["sent_at"])
    ]
    return bool(latest(q.world, versions, "sent_at")["id"] == quote["id"])


def accepted(q: Question, quote: Row) -> bool:
    return bool(quote["status"] == "accepted" or q.by_now(quote["accepted_at"]))


def ordered(world: World, quote: Row) -> bool:
    """Whether an order came of it that still stands."""
    for row in live(world, "order"):
        if (row["quote"] == quote["id"] or row["id"] == quote["order"]) and is_order(world, row):
            return True
    return False
