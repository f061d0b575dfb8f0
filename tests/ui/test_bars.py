"""The geometry of bars."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from steerboard.ui.bars import Stretch, bar

amounts = st.none() | st.decimals(min_value=-1000, max_value=10**9, places=2)


def share(text: str) -> Decimal:
    assert text.endswith("%")
    return Decimal(text[:-1])


def test_it_puts_everything_on_one_scale() -> None:
    drawn = bar(270, likely=405, low=324, high=486, target=500, pace=216)  # the scale ends at 540
    assert drawn.done == Stretch("0%", "50%")
    assert drawn.likely == Stretch("50%", "10%")
    assert drawn.possible == Stretch("60%", "30%")
    assert drawn.point == "75%"
    assert drawn.target == "92.59%"
    assert drawn.pace == "40%"


def test_a_forecast_without_a_range_is_hatched_to_its_point() -> None:
    drawn = bar(50, likely=80, whole=100)
    assert drawn.likely == Stretch("50%", "30%")
    assert drawn.possible is None
    assert drawn.point == ""  # the end of the hatching says it


def test_what_is_won_hides_a_forecast_that_it_has_passed() -> None:
    drawn = bar(100, likely=80, target=90)
    assert drawn.done.width == "100%"
    assert drawn.likely is None
    assert drawn.possible is None


def test_without_any_number_there_is_an_empty_track() -> None:
    drawn = bar(None)
    assert drawn.done.width == "0%"
    assert (drawn.likely, drawn.possible, drawn.target, drawn.stretch, drawn.pace) == (None, None, "", "", "")


@given(amounts, amounts, amounts, amounts, amounts, amounts, amounts)
def test_nothing_is_drawn_outside_the_bar(
    done: Decimal | None,
    likely: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    target: Decimal | None,
    stretch: Decimal | None,
    pace: Decimal | None,
) -> None:
    drawn = bar(done, likely=likely, low=low, high=high, target=target, stretch=stretch, pace=pace)
    pieces = [piece for piece in (drawn.done, drawn.likely, drawn.possible) if piece]
    ends = [share(piece.x) + share(piece.width) for piece in pieces]
    assert all(share(piece.width) >= 0 for piece in pieces)
    assert ends == sorted(ends)
    assert all(end <= Decimal("100.02") for end in ends)
    assert all(
        share(tick) <= 100
        for tick in (drawn.target, drawn.stretch, drawn.pace)
        if tick and not tick.startswith("-")
    )
