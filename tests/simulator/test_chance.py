"""Chance is that of the standard library, drawn with less ado."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.simulator.chance import dice


@given(st.text(max_size=8), st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 10**6)), max_size=20))
def test_dice_draw_what_the_standard_library_draws(subject: str, spans: list[tuple[int, int]]) -> None:
    ours, theirs = dice(3, subject), random.Random(f"3/{subject}")
    for first, number in spans:
        assert ours.randrange(first, first + number) == theirs.randrange(first, first + number)
        assert ours.randrange(number) == theirs.randrange(number)
        assert ours.randrange(first, first + number, 3) == theirs.randrange(first, first + number, 3)
    assert ours.random() == theirs.random()


def test_nothing_to_draw_from_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing lies between 4 and 4"):
        dice(1, "").randrange(4, 4)
