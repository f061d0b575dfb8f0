"""Through whom and how it was sold: partners, regions, the first contact; and what competitors ask."""

from __future__ import annotations

from dataclasses import replace

from tests.oracles import closing, lines, orders
from tests.oracles.base import (
    Answers,
    Fact,
    Key,
    Question,
    find,
    fraction,
    live,
    ratio,
    summed,
)
from tests.oracles.doing import place
from tests.oracles.leads import not_before
from tests.worlds import Row


def by_partner(row: Row) -> bool:
    return row["channel"] == "partner" or row["partner"] is not None


def partner_revenue(q: Question) -> Answers:
    return summed(q, orders.line_facts(q, "revenue", by_partner))


def partner_margin(q: Question) -> Answers:
    """Null for who may not read costs."""
    return lines.margin(q, by_partner)


def revenue_by_region(q: Question) -> Answers:
    return closing.bookings(q) if q.variant == "bookings" else orders.revenue(q)


def revenue_by_contact_method(q: Question) -> Answers:
    """Bookings by how the customer was first spoken with."""
    won = closing.closed(q, ("won",), closing.amount)
    return summed(q, [replace(f, fields={"first_contact": _first_contact(q, f.row)}) for f in won])


SPOKEN = ("visit", "meeting", "demo")


def _first_contact(q: Question, deal: Row) -> str | None:
    """The kind of the earliest contact with the deal, its lead or its account that was not after the closing."""
    met = [row for row in live(q.world, "activity") if _spoke(row) and _with(row, deal)]
    before = [row for row in met if not_before(q.world, deal["closed_at"], row["done_at"])]
    first = min(before, key=lambda row: place(q.world, row), default=None)
    return None if first is None else first["kind"]


def _spoke(row: Row) -> bool:
    kind, outcome = row["kind"], row["outcome"]
    reached = (kind == "call" and outcome == "connected") or (
        kind == "email" and outcome in ("connected", "positive")
    )
    return row["done_at"] is not None and (reached or kind in SPOKEN)


def _with(row: Row, deal: Row) -> bool:
    return any(
        row[link] is not None and row[link] == other
        for link, other in (("opportunity", deal["id"]), ("lead", deal["lead"]), ("account", deal["account"]))
    )


def competitor_price_gap(q: Question) -> Answers:
    """Our list prices against theirs, for each product, competitor and region the price seen last."""
    ours, theirs = [], []
    for row in _seen_last(q):
        product = find(q.world, "product", row["product"])
        own = None if product is None else fraction(q.world.money(product, "list_price"))
        their = fraction(q.world.money(row, "price"))
        known = own is not None and their is not None
        fact = Fact("competitor_price", row, q.cut)
        ours.append(replace(fact, value=own if known else None))
        theirs.append(replace(fact, value=their if known else None))
    out = {}
    for key, answer in ratio(q, ours, theirs).items():
        out[key] = replace(answer, value=None if answer.value is None else answer.value - 1)
    return out


def _seen_last(q: Question) -> list[Row]:
    last: dict[Key, Row] = {}
    for row in live(q.world, "competitor_price"):
        if (
            row["product"] is None
            or row["observed_on"] is None
            or not q.cut.holds(q.world, row["observed_on"])
        ):
            continue
        pair = (row["product"], row["competitor"], row["region"])
        best = last.get(pair)
        if best is None or (row["observed_on"], row["id"]) > (best["observed_on"], best["id"]):
            last[pair] = row
    return list(last.values())
