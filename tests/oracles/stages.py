"""stage_conversion_rate and time_in_stage, from visits that follow from the stage history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from steerboard.core.worldtime import WorldTime, local_date
from tests.oracles.base import (
    Answers,
    Cut,
    Fact,
    Question,
    changes,
    days_between,
    find,
    live,
    ratio,
    statistic,
)
from tests.worlds import Row, World


@dataclass(frozen=True)
class Visit:
    stage: int
    entered: WorldTime | None
    left: WorldTime | None


def telling(world: World) -> dict[str, date]:
    """By source, the local day of the earliest change of a stage that it tells of, for any of its records."""
    zone = world.calendar.zone
    first: dict[str, date] = {}
    for row in world.rows["opportunity"]:
        for step in changes(world, "opportunity", row, "stage"):
            day = local_date(step.effective_at, zone)
            first[row["source"]] = min(day, first.get(row["source"], day))
    return first


def would_have_told(world: World, row: Row, first: dict[str, date]) -> bool:
    """Entered here; or not closed yet when its source first told of a change: then it has not moved."""
    if row["source"] == "app":
        return True
    since, closed = first.get(row["source"]), row["closed_at"]
    return since is not None and (closed is None or local_date(closed, world.calendar.zone) >= since)


def visits(world: World, row: Row, first: dict[str, date]) -> list[Visit]:
    """All stays of an opportunity in a stage, in order; none where its stage history is not known.

    The first begins with the opportunity. Closing ends a stay in an open stage, whether or not the stage moved.
    """
    steps = changes(world, "opportunity", row, "stage")
    if not steps and not would_have_told(world, row, first):
        return []
    marks: list[tuple[int | None, WorldTime | None]] = [
        (steps[0].old if steps else row["stage"], row["created_at"])
    ]
    marks += [(step.new, step.effective_at) for step in steps]
    out = []
    for (stage, entered), (_, left) in zip(marks, [*marks[1:], (None, None)], strict=True):
        if stage is not None:
            out.append(Visit(stage, entered, left))
    if (
        out
        and out[-1].left is None
        and row["closed_at"] is not None
        and kind_of(world, out[-1].stage) == "open"
    ):
        out[-1] = Visit(out[-1].stage, out[-1].entered, row["closed_at"])
    return out


def kind_of(world: World, stage: int) -> str:
    row = find(world, "stage", stage)
    return str(row["kind"]) if row else ""


def stays(world: World) -> Iterator[tuple[Row, int, list[Visit], list[Visit]]]:
    """Each opportunity with each open stage it was ever in: its visits there, and all its visits."""
    first = telling(world)
    for row in live(world, "opportunity"):
        every = visits(world, row, first)
        for stage in sorted({visit.stage for visit in every}):
            if kind_of(world, stage) == "open":
                yield row, stage, [v for v in every if v.stage == stage], every


def stage_conversion_rate(q: Question) -> Answers:
    """Those that got further; of ``:won`` those that were won, in time where ``within`` says so."""
    within = q.params.get("within")
    entered, reached = [], []
    for row, stage, here, every in stays(q.world):
        first = here[0].entered
        if first is None or not q.within(first):
            continue
        fact = Fact("opportunity", row, Cut.of(q.world, first), Fraction(1), {"stage": stage})
        if q.variant == "won":
            if within is not None and days_between(q.world, first, _now(q, first)) < within:
                continue
            entered.append(fact)
            if row["outcome"] == "won" and (within is None or _in_time(q, row, first, within)):
                reached.append(fact)
            continue
        entered.append(fact)
        if row["outcome"] == "won" or any(_is_later(q.world, stage, v.stage) for v in every):
            reached.append(fact)
    return ratio(q, reached, entered)


def _now(q: Question, entered: WorldTime) -> WorldTime:
    return q.now if isinstance(entered, datetime) else q.today


def _in_time(q: Question, row: Row, entered: WorldTime, within: int) -> bool:
    return row["closed_at"] is not None and days_between(q.world, entered, row["closed_at"]) <= within


def _is_later(world: World, stage: int, other: int) -> bool:
    a, b = find(world, "stage", stage), find(world, "stage", other)
    if a is None or b is None or b["kind"] == "lost":
        return False
    return bool(b["kind"] == "won" or b["position"] > a["position"])


def time_in_stage(q: Question) -> Answers:
    if q.variant == "open":
        return statistic(q, _still_in(q), "")
    return statistic(q, _left(q), q.variant)


def _left(q: Question) -> Iterator[Fact]:
    """By the last leaving; who is back in the stage counts when he has left it again."""
    for row, stage, here, _ in stays(q.world):
        last = here[-1].left
        if last is not None and q.within(last):
            yield Fact("opportunity", row, Cut.of(q.world, last), _added(q.world, here), {"stage": stage})


def _still_in(q: Question) -> Iterator[Fact]:
    """In the stage at the instant: all its visits begun by then, the present one up to then."""
    for row, stage, here, every in stays(q.world):
        begun = [v for v in every if v.entered is None or q.cut.holds(q.world, v.entered)]
        if not begun or begun[-1].stage != stage:
            continue
        if begun[-1].left is not None and q.cut.holds(q.world, begun[-1].left):
            continue
        # At the end of a day the clock stands at the first instant of the next one.
        until: WorldTime = q.cut.at if isinstance(begun[-1].entered, datetime) else q.cut.day
        past = [Visit(v.stage, v.entered, v.left or until) for v in here if v in begun[:-1]]
        value = _added(q.world, [*past, Visit(stage, begun[-1].entered, until)])
        yield Fact("opportunity", row, q.cut, value, {"stage": stage})


def _added(world: World, here: list[Visit]) -> Fraction | None:
    total = Fraction(0)
    for visit in here:
        if visit.entered is None or visit.left is None:
            return None
        total += days_between(world, visit.entered, visit.left)
    return total
