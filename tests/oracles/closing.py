"""bookings, won_deals, win_rate, loss_rate, average_contract_value, sales_cycle_days, opportunities_created."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from steerboard.core.worldtime import instant
from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Pile,
    Question,
    days_between,
    fraction,
    live,
    piles,
    quotient,
    ratio,
    statistic,
    summed,
)
from tests.oracles.orders import over_a_year
from tests.worlds import Row, World

Measure = Callable[[World, Row], Fraction | None]


def one(world: World, row: Row) -> Fraction:
    return Fraction(1)


def amount(world: World, row: Row) -> Fraction | None:
    return fraction(world.money(row, "amount"))


def closed(
    q: Question, outcomes: tuple[str, ...], measure: Measure, basis: str = "closed_at"
) -> Iterator[Fact]:
    """Opportunities with one of the outcomes whose ``basis`` falls in the period."""
    for row in live(q.world, "opportunity"):
        if row["outcome"] in outcomes and q.within(row[basis]):
            yield Fact("opportunity", row, Cut.of(q.world, row[basis]), measure(q.world, row))


def bookings(q: Question) -> Answers:
    return summed(q, closed(q, ("won",), amount))


def won_deals(q: Question) -> Answers:
    return summed(q, closed(q, ("won",), one))


def opportunities_created(q: Question) -> Answers:
    rows = [row for row in live(q.world, "opportunity") if q.within(row["created_at"])]
    return summed(q, [Fact("opportunity", row, Cut.of(q.world, row["created_at"])) for row in rows])


def win_rate(q: Question) -> Answers:
    measure = amount if q.variant == "amount" else one
    basis = "created_at" if q.variant == "cohort" else "closed_at"
    return ratio(q, closed(q, ("won",), measure, basis), closed(q, ("won", "lost"), measure, basis))


WHY = ("loss_reason", "competitor")


def loss_rate(q: Question) -> Answers:
    """By reason or competitor the lost ones are a part of all that were decided: the parts add up to the rate."""
    lost, decided = closed(q, ("lost",), one), closed(q, ("won", "lost"), one)
    if not set(q.by) & set(WHY):
        return ratio(q, lost, decided)
    rest = tuple(path for path in q.by if path not in WHY)
    wholes = piles(q, decided, rest)
    out: dict[tuple[object, ...], Answer] = {}
    for key, pile in piles(q, lost).items():
        whole = tuple(part for part, path in zip(key, q.by, strict=True) if path not in WHY)
        out[key] = quotient(pile, wholes.get(whole, Pile()))
    return out


def average_contract_value(q: Question) -> Answers:
    """Deals of unknown amount (of ``:annual`` of unknown term too) are left out above and below the line."""

    def worth(world: World, row: Row) -> Fraction | None:
        return annual(q, row) if q.variant == "annual" else amount(world, row)

    return ratio(
        q,
        closed(q, ("won",), worth),
        closed(q, ("won",), lambda world, row: None if worth(world, row) is None else Fraction(1)),
    )


def annual(q: Question, row: Row) -> Fraction | None:
    """The amount for twelve months of the term of its contract; of several the one signed last by now."""
    signed = [
        contract
        for contract in live(q.world, "contract")
        if contract["opportunity"] == row["id"] and q.by_now(contract["signed_at"])
    ]
    if not signed:
        return None
    zone = q.world.calendar.zone
    last = max(signed, key=lambda contract: (instant(contract["signed_at"], zone), contract["id"]))
    whole, months = amount(q.world, row), last["term_months"]
    return whole * 12 / months if whole is not None and months else None


def new_business_bookings(q: Question) -> Answers:
    return summed(q, [fact for fact in closed(q, ("won",), amount) if fact.row["type"] == "new"])


def expansion_revenue(q: Question) -> Answers:
    more = ("expansion", "upsell", "cross_sell")
    return summed(q, [fact for fact in closed(q, ("won",), amount) if fact.row["type"] in more])


def revenue_by_vertical(q: Question) -> Answers:
    """Bookings, asked by the industry of the account; their growth over a year; the win rate."""
    if q.variant == "win_rate":
        return win_rate(q)
    if q.variant == "growth":
        return over_a_year(q, lambda asked: closed(asked, ("won",), amount))
    return bookings(q)


def with_partner(q: Question) -> list[Fact]:
    rows = [row for row in live(q.world, "opportunity") if row["partner"] is not None]
    return [
        Fact("opportunity", row, Cut.of(q.world, row["created_at"]))
        for row in rows
        if q.within(row["created_at"])
    ]


def partner_opportunities(q: Question) -> Answers:
    return summed(q, with_partner(q))


def partner_win_rate(q: Question) -> Answers:
    decided = [fact for fact in closed(q, ("won", "lost"), one) if fact.row["partner"] is not None]
    return ratio(q, [fact for fact in decided if fact.row["outcome"] == "won"], decided)


def sales_cycle_days(q: Question) -> Answers:
    def length(world: World, row: Row) -> Fraction | None:
        return None if row["created_at"] is None else days_between(world, row["created_at"], row["closed_at"])

    return statistic(q, closed(q, ("won",), length), q.variant)
