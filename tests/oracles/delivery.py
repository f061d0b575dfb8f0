"""What was delivered, when, what came back, and what was sold of what lay in store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tests.oracles.base import Answers, Cut, Fact, Question, find, first_value, fraction, live, ratio
from tests.oracles.lines import lines
from tests.oracles.orders import is_order
from tests.oracles.reading import company
from tests.worlds import Row


def on_time_delivery(q: Question) -> Answers:
    """By the first promise, or (``:current``) by the one that holds now."""
    due, kept = [], []
    for row in live(q.world, "order"):
        promised = row["promised_on"]
        if q.variant != "current":
            promised = first_value(q.world, "order", row, "promised_on")
        if not is_order(q.world, row) or not q.within(promised):
            continue
        fact = Fact("order", row, Cut.of(q.world, promised))
        due.append(fact)
        if q.by_now(row["delivered_on"]) and row["delivered_on"] <= promised:
            kept.append(fact)
    return ratio(q, kept, due)


def delivered(q: Question) -> Iterator[tuple[Fact, Row]]:
    """The lines of what was delivered in the period; a credit is no delivery, of a cancelled order it was one."""
    for row in live(q.world, "order"):
        if row["credit_of"] is None and q.within(row["delivered_on"]):
            for line in live(q.world, "order_line"):
                if line["order"] == row["id"]:
                    at = Cut.of(q.world, row["delivered_on"])
                    yield Fact("order", row, at, fraction(line["quantity"])), line


def return_rate(q: Question) -> Answers:
    kind = "warranty" if q.variant == "warranty" else "return"
    out = list(delivered(q))
    if q.variant == "by_date":
        return ratio(q, _returned(q), [fact for fact, _ in out])
    back = [
        replace(fact, value=fraction(claim["quantity"]))
        for fact, line in out
        for claim in live(q.world, "return_claim")
        if (claim["order_line"], claim["kind"]) == (line["id"], kind) and q.by_now(claim["claimed_at"])
    ]
    return ratio(q, back, [fact for fact, _ in out])


def _returned(q: Question) -> Iterator[Fact]:
    for claim in live(q.world, "return_claim"):
        line = find(q.world, "order_line", claim["order_line"])
        order = find(q.world, "order", line["order"]) if line else None
        if order is not None and claim["kind"] == "return" and q.within(claim["claimed_at"]):
            at = Cut.of(q.world, claim["claimed_at"])
            yield Fact("order", order, at, fraction(claim["quantity"]))


def sell_through_rate(q: Question) -> Answers:
    """Product by product; one of which nobody knows what lay in store is left out."""
    sold = [
        (replace(fact, value=fraction(line["quantity"]), fields={"product": line["product"]}))
        for fact, line in lines(q)
    ]
    kept = list(_stocked(q))
    known = {fact.row["product"] for fact in kept}

    def figure() -> Answers:
        return ratio(q, [fact for fact in sold if fact.fields["product"] in known], kept)

    return company(q, kept, figure)


def _stocked(q: Question) -> Iterator[Fact]:
    """What each product had when the period began, and what came in."""
    begin = Cut.of(q.world, q.whole.start)
    for product in live(q.world, "product"):
        rows = [row for row in live(q.world, "stock") if row["product"] == product["id"]]
        counted = [r for r in rows if r["quantity"] is not None and r["day"] <= q.elapsed.start]
        came = [row for row in rows if row["day"] in q.elapsed]
        if q.elapsed.days and counted:
            last = max(counted, key=lambda row: (row["day"], row["id"]))
            yield Fact("stock", last, begin, fraction(last["quantity"]))
        elif came:
            yield Fact("stock", came[0], begin, Fraction(0))
        for row in came:
            if row["received"] is not None:
                yield Fact("stock", row, begin, fraction(row["received"]))
