"""As-of: open_opportunities, pipeline_value, weighted_pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.oracles.base import Answers, Fact, Question, at_cut, changes, fraction, live, summed
from tests.worlds import Row

FIELDS = ("stage", "probability", "forecast_category", "amount", "currency", "product_line", "account", "type",
          "priority", "close_date", "loss_reason", "competitor", "outcome")  # fmt: skip
CLOSING = ("stage", "probability", "forecast_category", "loss_reason", "competitor", "outcome")


def state(q: Question, row: Row) -> dict[str, object] | None:
    """The opportunity as it was at the instant where it was open then, else None."""
    start = row["recorded_at"] if row["created_at"] is None else row["created_at"]
    if not q.cut.holds(q.world, start):
        return None
    then = {name: at_cut(q.world, "opportunity", row, name, q.cut) for name in FIELDS}
    closed_at = at_cut(q.world, "opportunity", row, "closed_at", q.cut)
    if closed_at is None:
        return None if then["outcome"] is not None else then
    if q.cut.holds(q.world, closed_at):
        return None
    for name in CLOSING:
        if not _known_before_closing(q, row, name):
            then[name] = None
    return then


def _known_before_closing(q: Question, row: Row, name: str) -> bool:
    """The row holds what closing set, unless a later change tells what was so before it."""
    return any(not q.cut.holds(q.world, c.effective_at) for c in changes(q.world, "opportunity", row, name))


def facts(q: Question, measure: str) -> Iterator[Fact]:
    for row in live(q.world, "opportunity"):
        then = state(q, row)
        if then is None:
            continue
        value: Fraction | None = Fraction(1)
        if measure != "count":
            value = fraction(then["amount"]) if then["currency"] == q.world.currency else None
        if measure == "weighted" and value is not None:
            probability = fraction(then["probability"])
            value = None if probability is None else value * probability
        yield Fact("opportunity", row, q.cut, value, then)


def open_opportunities(q: Question) -> Answers:
    return summed(q, facts(q, "count"))


def pipeline_value(q: Question) -> Answers:
    return summed(q, facts(q, "amount"))


def weighted_pipeline(q: Question) -> Answers:
    return summed(q, facts(q, "weighted"))


BANDS = {"50": 70, "70": 90, "90": 101}


def pipeline_by_probability(q: Question) -> Answers:
    """All that is open; a variant those from so many per cent up to the next one, where that is known."""
    every = list(facts(q, "count"))
    if not q.variant:
        return summed(q, every)
    inside = []
    for fact in every:
        probability = fraction(fact.fields["probability"])
        if probability is not None and int(q.variant) <= probability * 100 < BANDS[q.variant]:
            inside.append(fact)
    return summed(q, inside)
