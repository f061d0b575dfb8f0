"""Intervals against values that are known from elsewhere."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.diagnosis.evidence import Kind, Sample, Z, differ, needed, spread_of

KINDS: list[Kind] = ["count", "rate", "mean"]


@pytest.mark.parametrize(
    ("sample", "interval", "within"),
    [
        # R: prop.test(3, 10, correct = FALSE) and prop.test(0, 10, correct = FALSE)
        (Sample("rate", 3, 10), (0.1078, 0.6032), 0.0002),
        (Sample("rate", 0, 10), (0.0, 0.2775), 0.0002),
        # exact: poisson.test(10), poisson.test(0) — Byar is an approximation of them
        (Sample("count", 10, 1), (4.795, 18.39), 0.02),
        (Sample("count", 0, 1), (0.0, 3.689), 0.05),
        # exact: 2 S / qchisq(c(.975, .025), 2 n) for ten values that sum to 100
        (Sample("mean", 100, 10), (5.853, 20.85), 0.05),
    ],
)
def test_intervals_of_95_percent_are_those_of_the_tables(
    sample: Sample, interval: tuple[float, float], within: float
) -> None:
    assert sample.interval(1.96) == pytest.approx(interval, rel=0.01, abs=within)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_seen_says_nothing(kind: Kind) -> None:
    assert Sample(kind, 0, 0).interval(2) == (-inf, inf)
    assert Sample(kind, 0, 0).value is None


@pytest.mark.parametrize("kind", KINDS)
@given(top=st.integers(1, 400), bottom=st.integers(1, 400), spread=st.floats(1, 5))
def test_the_value_lies_within_and_more_confidence_is_wider(
    kind: Kind, top: int, bottom: int, spread: float
) -> None:
    sample = Sample(kind, min(top, bottom) if kind == "rate" else top, bottom, spread)
    narrow, wide = sample.interval(Z["likely"]), sample.interval(Z["clear"])
    assert sample.value is not None
    assert wide[0] <= narrow[0] <= sample.value + 1e-9
    assert sample.value - 1e-9 <= narrow[1] <= wide[1] + 1e-9


@pytest.mark.parametrize(
    ("kind", "value", "reference"), [("rate", 0.2, 0.4), ("count", 3.0, 8.0), ("mean", 90.0, 60.0)]
)
def test_as_many_as_are_needed_tell_and_one_less_does_not(kind: Kind, value: float, reference: float) -> None:
    many = needed(kind, value, reference)
    assert many is not None

    def tells(bottom: int) -> bool:
        sample = Sample(kind, value * bottom, bottom)
        return sample.is_below(reference, "likely") or sample.is_above(reference, "likely")

    assert tells(many)
    assert not tells(many - 1)


def test_what_no_number_of_records_tells_needs_none() -> None:
    assert needed("rate", 0.4, 0.4) is None
    assert needed("rate", 0.399, 0.4) is None


def test_counts_that_vary_as_chance_makes_them_have_no_spread() -> None:
    assert spread_of([(4, 1), (5, 1), (6, 1), (5, 1), (4, 1), (6, 1)]) == 1
    assert spread_of([(0, 1), (12, 1), (0, 1), (12, 1), (0, 1), (12, 1)]) == 5
    assert spread_of([(0, 1), (12, 1)]) == 1, "too few months to say"


def test_a_level_that_changed_once_is_no_variation() -> None:
    assert spread_of([(20, 1)] * 6 + [(8, 1)] * 6) < 1.5


def test_a_month_of_half_the_days_is_half_a_month() -> None:
    assert spread_of([(20, 1), (10, 0.5)] * 4) == 1
    assert spread_of([(20, 1), (20, 0.5)] * 4) > 2


def test_counts_that_vary_more_need_more() -> None:
    even, uneven = Sample("count", 15, 3), Sample("count", 15, 3, 4)
    assert even.is_below(8, "likely")
    assert not uneven.is_below(8, "likely")


def test_two_samples_differ_where_their_intervals_are_apart() -> None:
    assert differ(Sample("rate", 10, 100), Sample("rate", 40, 100))
    assert not differ(Sample("rate", 3, 10), Sample("rate", 5, 10))
    near = Sample("rate", 22, 100)
    assert differ(Sample("rate", 40, 100), near)
    assert not differ(Sample("rate", 40, 100), near, "clear")
