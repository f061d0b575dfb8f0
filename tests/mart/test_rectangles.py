"""Rectangles against a plain reading of the rule: look at the rows recorded by then, field by field."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.moments import BEGINNING, END
from steerboard.mart.rectangles import GONE, Rectangle, Step, fields_of, rectangles, timeline

DAYS = [datetime(2024, 1, 1) + timedelta(days=n) for n in range(6)]  # noqa: DTZ001
FIELDS = ("amount", "stage")
KNOWN = DAYS[1]


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Rows in any order of both times, deletions and returns among them."""
    steps = []
    for number in range(draw(st.integers(0, 7))):
        field = draw(st.sampled_from((*FIELDS, *FIELDS, "deleted_at", "merged_into")))
        new: Any = draw(st.one_of(st.none(), st.integers(1, 3)))
        old: Any = draw(st.one_of(st.none(), st.integers(1, 3)))
        steps.append(
            Step(number, field, old, new, draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS[:5])))
        )
    return steps


def naively(steps: list[Step], t: datetime, k: datetime) -> tuple[Any, ...] | None:
    """The state at world time ``t`` by the knowledge of ``k``; None where the record was not there."""
    if k < KNOWN:
        return None
    recorded = sorted(steps, key=lambda s: (s.recorded, s.id))
    visible = [s for s in recorded if s.recorded <= k]
    for name in GONE:
        told = [s.new for s in visible if s.field == name]
        if told and told[-1] is not None:
            return None
    return tuple(_field(recorded, visible, name, t) for name in fields_of(steps))


def _field(recorded: list[Step], visible: list[Step], name: str, t: datetime) -> Any:
    mine = sorted((s for s in visible if s.field == name), key=lambda s: (s.effective, s.id))
    if not mine:
        return next(s.old for s in recorded if s.field == name)
    past = [s for s in mine if s.effective <= t]
    return past[-1].new if past else mine[0].old


def _holding(found: list[Rectangle], t: datetime, k: datetime) -> list[Rectangle]:
    return [r for r in found if r.valid_from <= t < r.valid_to and r.known_from <= k < r.known_to]


PROBES = [BEGINNING, *(d + timedelta(hours=h) for d in DAYS for h in (-1, 0, 1)), END - timedelta(days=1)]


@given(histories())
def test_at_each_pair_of_times_there_is_the_one_state_that_the_rows_tell(steps: list[Step]) -> None:
    found = rectangles(steps, KNOWN)
    for t in PROBES:
        for k in PROBES:
            expected = naively(steps, t, k)
            assert [r.state for r in _holding(found, t, k)] == ([] if expected is None else [expected])


@given(histories())
def test_no_two_rectangles_could_be_one(steps: list[Step]) -> None:
    found = rectangles(steps, KNOWN)
    assert all(r.valid_from < r.valid_to and r.known_from < r.known_to for r in found)
    for a in found:
        for b in found:
            same_world = (a.valid_from, a.valid_to, a.state) == (b.valid_from, b.valid_to, b.state)
            assert not (same_world and a.known_to == b.known_from)
            same_known = (a.known_from, a.known_to, a.state) == (b.known_from, b.known_to, b.state)
            assert not (same_known and a.valid_to == b.valid_from)


@given(histories())
def test_a_timeline_is_what_the_rectangles_of_today_say_of_the_field(steps: list[Step]) -> None:
    mine = [s for s in steps if s.field == "amount"]
    by_now = [r for r in rectangles(mine, KNOWN) if r.known_to == END]
    spans = timeline(steps, "amount")
    if mine:
        assert [(s.start, s.end, s.state) for s in spans] == sorted(
            (r.valid_from, r.valid_to, r.state) for r in by_now
        )
    else:
        assert spans == []


def test_a_change_told_late_leaves_what_was_known_before() -> None:
    """Worked out by hand: a move of day 2 that we heard of on day 4."""
    step = Step(1, "stage", "a", "b", effective=DAYS[2], recorded=DAYS[4])
    assert sorted(rectangles([step], KNOWN), key=lambda r: (r.known_from, r.valid_from)) == [
        Rectangle(BEGINNING, END, KNOWN, DAYS[4], ("a",)),
        Rectangle(BEGINNING, DAYS[2], DAYS[4], END, ("a",)),
        Rectangle(DAYS[2], END, DAYS[4], END, ("b",)),
    ]


def test_a_deleted_record_has_no_rectangle_with_an_open_end_until_it_returns() -> None:
    gone = Step(1, "deleted_at", None, "then", effective=DAYS[3], recorded=DAYS[3])
    back = Step(2, "deleted_at", "then", None, effective=DAYS[5], recorded=DAYS[5])
    assert [r.known_to for r in rectangles([gone], KNOWN)] == [DAYS[3]]
    assert [(r.known_from, r.known_to) for r in rectangles([gone, back], KNOWN)] == [
        (KNOWN, DAYS[3]),
        (DAYS[5], END),
    ]
