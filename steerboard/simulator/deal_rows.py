"""Deals in the books and in their four files."""

from __future__ import annotations

from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice, weighted
from steerboard.simulator.days import Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.goods import LOST, OPEN_STAGES, WON
from steerboard.simulator.tables import CURRENCY, Row, money


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
    books.add("stage_entries", (WON if fate.won else LOST).id)
    books.add("stage_reached", (WON if fate.won else LOST).id)
    if not fate.won:
        books.add("lost_opportunities", month)
        return
    books.add("won_opportunities", month)
    books.add("bookings", month, by=amount)
    books.add("bookings_by_owner", month, deal.owner, by=amount)
    for person, share in deal.splits or [(deal.owner, 100)]:
        books.add("bookings_by_credit", month, person, by=amount * share // 100)


def deal_rows(deals: list[Deal], days: Days, seed: int) -> dict[str, list[Row]]:
    """The four files that deals fill."""
    rng = dice(seed, "deal details")
    rows: dict[str, list[Row]] = {
        f"opportunit{end}": [] for end in ("ies", "y_lines", "y_splits", "y_history")
    }
    for deal in deals:
        rows["opportunities"].append(
            _row(deal, days, weighted(rng, (("normal", 0.6), ("high", 0.25), ("low", 0.15))))
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


def _row(deal: Deal, days: Days, priority: str) -> Row:
    now = deal.now
    return (
        deal.id,
        deal.name,
        deal.account.id,
        now["owner"],
        "default",
        now["stage"],
        now["amount"],
        CURRENCY,
        now["probability"],
        now["forecast_category"],
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
