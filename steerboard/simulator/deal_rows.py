"""Deals in the books and in their four files."""

from __future__ import annotations

import random

from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice, weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.goods import LOST, OPEN_STAGES, WON
from steerboard.simulator.tables import CURRENCY, Row, money

_PRIORITIES = (("normal", 0.6), ("high", 0.25), ("low", 0.15))
_CONFIRMED = 0.7


def enter(books: Books, deal: Deal, days: Days) -> None:
    """What the course of the deal means for the figures."""
    fate, amount = deal.fate, deal.amount
    books.add("opportunities_created", days.month_of(fate.created))
    for _, number in fate.steps:
        books.add("stage_entries", OPEN_STAGES[number].id)
    for number in {number for _, number in fate.steps}:
        books.add("stage_reached", OPEN_STAGES[number].id)
    if fate.closed < 0:
        stage = OPEN_STAGES[fate.steps[-1][1]]
        books.add("open_opportunities", stage.id)
        books.add("open_pipeline_amount", stage.id, by=amount)
        books.add("weighted_pipeline_amount", stage.id, by=amount * stage.weight // 100)
        return
    month = days.month_of(fate.closed)
    _enter_kinds(books, deal)
    books.add("stage_entries", (WON if fate.won else LOST).id)
    books.add("stage_reached", (WON if fate.won else LOST).id)
    if not fate.won:
        books.add("lost_opportunities", month)
        if fate.spoiled:
            books.add("lost_for_slow_response", month)
        return
    books.add("won_opportunities", month)
    books.add("bookings", month, by=amount)
    books.add("bookings_by_owner", month, deal.owner, by=amount)
    if fate.pulled:
        books.add("won_pulled_to_quarter_end", month)
    for person, share in deal.splits or [(deal.owner, 100)]:
        books.add("bookings_by_credit", month, person, by=amount * share // 100)


def _enter_kinds(books: Books, deal: Deal) -> None:
    """Won and lost by owner: by the type of the deal and by whom the customer belongs to."""
    for name in ("closed", "won") if deal.fate.won else ("closed",):
        books.add(f"{name}_by_owner_and_type", deal.owner, deal.type)
        books.add(f"{name}_by_owner_and_ownership", deal.owner, deal.account.ownership)


def deal_rows(deals: list[Deal], days: Days, seed: int) -> dict[str, list[Row]]:
    """The four files that deals fill."""
    rng = dice(seed, "deal details")
    rows: dict[str, list[Row]] = {
        f"opportunit{end}": [] for end in ("ies", "y_lines", "y_splits", "y_history")
    }
    for deal in deals:
        rows["opportunities"].append(
            _row(deal, days, weighted(rng, _PRIORITIES), _confirmed(deal, rng, days))
        )
        for product, pieces, price in deal.lines:
            id_ = f"OL{len(rows['opportunity_lines']) + 1:06d}"
            line = (id_, deal.id, product.id, str(pieces), money(price), CURRENCY)
            rows["opportunity_lines"].append(line)
        for person, share in deal.splits:
            id_ = f"OS{len(rows['opportunity_splits']) + 1:05d}"
            rows["opportunity_splits"].append((id_, deal.id, person, f"{share / 100:g}"))
        rows["opportunity_history"] += deal.history
    return rows


def _confirmed(deal: Deal, rng: random.Random, days: Days) -> str:
    """When the owner last said that the forecast of the deal holds."""
    if rng.random() >= _CONFIRMED:
        return ""
    last = deal.fate.closed // DAY if deal.fate.closed >= 0 else days.now
    day = days.last_working[last - 1 - int(rng.random() ** 2 * 24)]
    at = day * DAY + 9 * 60 + int(rng.random() * 500)
    return days.stamp(at) if at > deal.fate.created else ""


def _row(deal: Deal, days: Days, priority: str, confirmed: str) -> Row:
    now = deal.now
    return (
        deal.id,
        deal.name,
        deal.account.id,
        deal.contact,
        deal.lead,
        deal.partner.id if deal.partner else "",
        now["owner"],
        "default",
        now["stage"],
        now["amount"],
        CURRENCY,
        now["probability"],
        now["forecast_category"],
        confirmed,
        now["close_date"],
        now["closed_at"],
        now["outcome"],
        now["loss_reason"],
        now["competitor"],
        deal.line,
        deal.type,
        priority,
        now["next_step"],
        now["next_step_due"],
        days.stamp(deal.fate.created),
    )
