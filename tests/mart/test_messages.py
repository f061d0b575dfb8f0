"""Values on the socket come out as they went in, and nothing but known values comes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput, Broken, Forbidden, Refused, SteerboardError, UnknownName
from steerboard.core.text import Text
from steerboard.engine.query import Query
from steerboard.engine.rights import Rights
from steerboard.mart import wire
from steerboard.mart.codec import CODEC

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.timedeltas(),
    st.sampled_from((ZoneInfo("Asia/Shanghai"), Text("a", "甲"))),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    found = CODEC.loads(CODEC.dumps(value))
    assert (found, type(found)) == (value, type(value))


def test_a_question_comes_out_with_its_rights_and_calendar() -> None:
    rights = Rights(7, frozenset({"rep"}), teams=frozenset({1, 2}), people=frozenset({7}))
    calendar = Calendar(ZoneInfo("Asia/Shanghai"), off=frozenset({date(2026, 10, 1)}))
    query = Query(
        kpis=("win_rate",),
        now=datetime(2026, 3, 1, tzinfo=UTC),
        rights=rights,
        calendar=calendar,
        params={"days": 30, "share": Decimal("0.5")},
        as_of=date(2026, 2, 1),
    )
    assert CODEC.loads(CODEC.dumps(query)) == query


def test_a_value_that_occurs_many_times_is_sent_once() -> None:
    calendar = Calendar(off=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(100)))
    once, often = CODEC.dumps((calendar,)), CODEC.dumps((calendar,) * 50)
    assert len(often) < len(once) * 1.5
    assert CODEC.loads(often) == (calendar,) * 50


def test_only_known_classes_go_in() -> None:
    with pytest.raises(TypeError):
        CODEC.dumps(object())


@pytest.mark.parametrize(
    "error",
    [
        BadInput(Text("a", "甲"), where="here", hint=Text("b", "乙")),
        UnknownName(Text("KPI", "指标"), "win", ["win_rate", "loss_rate"], where="there"),
        Refused(Text("a", "甲")),
        Forbidden(Text("a", "甲")),
        Broken(Text("a", "甲"), where="here"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_an_error_keeps_its_class_its_texts_and_its_place(error: SteerboardError) -> None:
    import json

    found = wire.error_of(json.loads(wire.error_message(error))["error"])
    assert type(found) is type(error)
    assert (found.text(), found.where, found.code) == (error.text(), error.where, error.code)
    assert str(found) == str(error)
