"""Each named node, executed on each store."""

# ruff: noqa: DTZ001 (the mart holds naive UTC times)

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlglot import exp

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Grain
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, values_table
from steerboard.engine.sql.store import Cell, Store
from steerboard.engine.sql.zones import offsets


def one(store: Store, node: Node) -> Cell:
    """The value of an expression that needs no table; printing it changes nothing about it."""
    query = select(node)
    assert store.sql(query) == store.sql(query)
    return store.rows(query)[0][0]


def over(store: Store, of: v.SqlType, given: Sequence[v.Value], node: Node) -> Cell:
    """An aggregate over the column ``x`` of these values."""
    source = subquery(values_table({"x": of}, [[g] for g in given]), "t")
    query = select(node, source=source)
    assert store.sql(query) == store.sql(query)
    return store.rows(query)[0][0]


X = v.column("x")


# --- values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "",
        "it's",
        "'; DROP TABLE t; --",
        "back\\slash\\'",
        '“quoted” "double" `tick`',
        "$1 ? %s %% :name {x} $$body$$",
        "line\nbreak\ttab\r",
        "客户名称 🎯",
        "/* comment */ -- too",
        0,
        -7,
        9_007_199_254_740_993,
        Decimal("0.1"),
        Decimal("-12345678901234.5678"),
        0.1,
        -2.5e-9,
        True,
        False,
        date(1, 1, 1),
        date(9999, 12, 31),
        datetime(2017, 3, 1, 9, 30, 0, 123456),
        datetime(9999, 12, 31),
        None,
    ],
)
def test_a_value_comes_back_as_it_was_given(store: Store, value: v.Value) -> None:
    answer = one(store, v.literal(value))
    assert answer == value
    assert type(answer) is type(value)


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
def test_a_text_that_cannot_be_stored_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        v.text(value)


def test_a_missing_value_has_the_type_it_is_given(store: Store) -> None:
    assert one(store, v.null("date")) is None


@pytest.mark.parametrize(
    ("node", "answer"),
    [
        (v.cast(v.decimal(Decimal("2.00005")), "decimal", 4), Decimal("2.0001")),
        (v.cast(v.decimal(Decimal("-2.00005")), "decimal", 4), Decimal("-2.0001")),
        (v.cast(v.decimal(Decimal("0.1")), "double"), 0.1),
        (v.cast(v.text("12"), "integer"), 12),
    ],
)
def test_casts_round_half_away_from_zero(store: Store, node: Node, answer: Cell) -> None:
    assert one(store, node) == answer


@pytest.mark.parametrize(
    ("conditions", "answer"),
    [([], True), ([True], True), ([True, False], False), ([True, True, True], True)],
)
def test_both_is_true_when_all_hold(store: Store, conditions: list[bool], answer: bool) -> None:
    assert one(store, v.both(v.boolean(c) for c in conditions)) is answer


@pytest.mark.parametrize(("conditions", "answer"), [([], False), ([False, True], True), ([False], False)])
def test_either_is_true_when_one_holds(store: Store, conditions: list[bool], answer: bool) -> None:
    assert one(store, v.either(v.boolean(c) for c in conditions)) is answer


def test_either_within_both_keeps_its_parentheses(store: Store) -> None:
    either = v.either([v.boolean(True), v.boolean(True)])
    assert one(store, v.both([either, v.boolean(False)])) is False


# --- time --------------------------------------------------------------------------------------------------

PLAIN = Calendar()
SUNDAY = Calendar(week_start=6)
SATURDAY = Calendar(week_start=5)
FISCAL_APRIL = Calendar(fiscal_month=4)
FISCAL_FEBRUARY = Calendar(fiscal_month=2)


@pytest.mark.parametrize(
    ("grain", "calendar", "day", "answer"),
    [
        ("day", PLAIN, date(2017, 3, 15), date(2017, 3, 15)),
        ("hour", PLAIN, date(2017, 3, 15), date(2017, 3, 15)),
        ("week", PLAIN, date(2017, 1, 1), date(2016, 12, 26)),
        ("week", PLAIN, date(2017, 1, 2), date(2017, 1, 2)),
        ("week", SUNDAY, date(2017, 1, 1), date(2017, 1, 1)),
        ("week", SUNDAY, date(2017, 1, 7), date(2017, 1, 1)),
        ("week", SUNDAY, date(2017, 1, 8), date(2017, 1, 8)),
        ("week", SATURDAY, date(2017, 1, 6), date(2016, 12, 31)),
        ("month", PLAIN, date(2016, 2, 29), date(2016, 2, 1)),
        ("month", FISCAL_APRIL, date(2017, 3, 31), date(2017, 3, 1)),
        ("quarter", PLAIN, date(2017, 6, 30), date(2017, 4, 1)),
        ("quarter", FISCAL_FEBRUARY, date(2017, 3, 31), date(2017, 2, 1)),
        ("quarter", FISCAL_FEBRUARY, date(2017, 1, 31), date(2016, 11, 1)),
        ("year", PLAIN, date(2017, 12, 31), date(2017, 1, 1)),
        ("year", FISCAL_APRIL, date(2017, 3, 31), date(2016, 4, 1)),
        ("year", FISCAL_APRIL, date(2017, 4, 1), date(2017, 4, 1)),
    ],
)
def test_a_day_is_cut_to_its_period(
    store: Store, grain: Grain, calendar: Calendar, day: date, answer: date
) -> None:
    assert one(store, store.nodes.period_start(v.day(day), grain, calendar)) == answer


@pytest.mark.parametrize("grain", ["week", "month", "quarter", "year"])
@pytest.mark.parametrize("calendar", [PLAIN, SUNDAY, SATURDAY, FISCAL_APRIL, FISCAL_FEBRUARY])
def test_every_day_of_four_years_is_cut_as_the_calendar_does(
    store: Store, grain: Grain, calendar: Calendar
) -> None:
    days = [date.fromordinal(n) for n in range(date(2015, 12, 1).toordinal(), date(2019, 12, 1).toordinal())]
    source = subquery(values_table({"x": "date"}, [[d] for d in days]), "t")
    query = select(X, store.nodes.period_start(X.copy(), grain, calendar), source=source)
    assert {row[0]: row[1] for row in store.rows(query)} == {d: calendar.period(grain, d).start for d in days}


BERLIN = offsets(ZoneInfo("Europe/Berlin"), datetime(2017, 1, 1), datetime(2018, 1, 1))
KOLKATA = offsets(ZoneInfo("Asia/Kolkata"), datetime(2017, 1, 1), datetime(2018, 1, 1))


def test_the_offsets_of_a_zone_change_where_its_clocks_do() -> None:
    assert [(o.since, o.seconds) for o in BERLIN] == [
        (datetime(2017, 1, 1), 3600),
        (datetime(2017, 3, 26, 1), 7200),
        (datetime(2017, 10, 29, 1), 3600),
    ]


@pytest.mark.parametrize(
    ("at", "wall", "hour"),
    [
        (datetime(2017, 1, 10, 8, 59, 59), datetime(2017, 1, 10, 9, 59, 59), datetime(2017, 1, 10, 8)),
        (datetime(2017, 3, 26, 0, 59), datetime(2017, 3, 26, 1, 59), datetime(2017, 3, 26, 0)),
        (datetime(2017, 3, 26, 1, 0), datetime(2017, 3, 26, 3, 0), datetime(2017, 3, 26, 1)),
        (datetime(2017, 10, 29, 0, 30), datetime(2017, 10, 29, 2, 30), datetime(2017, 10, 29, 0)),
        (datetime(2017, 10, 29, 1, 30), datetime(2017, 10, 29, 2, 30), datetime(2017, 10, 29, 1)),
    ],
)
def test_local_time_follows_the_clocks_and_the_double_hour_is_two_hours(
    store: Store, at: datetime, wall: datetime, hour: datetime
) -> None:
    assert one(store, store.nodes.local_time(v.moment(at), BERLIN)) == wall
    assert one(store, store.nodes.local_hour(v.moment(at), BERLIN)) == hour


def test_a_local_hour_begins_at_half_past_where_the_offset_is_a_half_hour(store: Store) -> None:
    at = v.moment(datetime(2017, 5, 1, 10, 15))
    assert one(store, store.nodes.local_hour(at, KOLKATA)) == datetime(2017, 5, 1, 9, 30)


def test_lengths_of_time(store: Store) -> None:
    n = store.nodes
    assert one(store, n.days_between(v.day(date(2016, 2, 28)), v.day(date(2016, 3, 1)))) == 2
    assert one(store, n.days_between(v.day(date(2016, 3, 1)), v.day(date(2016, 2, 28)))) == -2
    start, end = v.moment(datetime(2017, 1, 1)), v.moment(datetime(2017, 1, 2, 12, 0, 0, 250_000))
    seconds = one(store, n.seconds_between(start, end))
    assert seconds == 129_600.25
    assert type(seconds) is float
    assert one(store, n.exact_days(v.moment(datetime(2017, 1, 1)), v.moment(datetime(2017, 1, 2, 12)))) == 1.5
    assert one(store, n.seconds_between(v.null("timestamp"), v.moment(datetime(2017, 1, 1)))) is None


def test_a_moved_day_stays_a_day(store: Store) -> None:
    n = store.nodes
    day = v.day(date(2017, 1, 31))
    assert one(store, n.add_days(day.copy(), 1)) == date(2017, 2, 1)
    assert one(store, n.add_days(day.copy(), -31)) == date(2016, 12, 31)
    assert one(store, n.add_days(day.copy(), v.cast(v.integer(2), "integer"))) == date(2017, 2, 2)
    assert one(store, n.add_months(day.copy(), 1)) == date(2017, 2, 28)
    assert one(store, n.add_months(day.copy(), -12)) == date(2016, 1, 31)
    assert one(store, n.day_of(v.moment(datetime(2017, 1, 1, 23, 59)))) == date(2017, 1, 1)
    moment = v.moment(datetime(2017, 1, 1))
    assert one(store, n.add_seconds(moment, -1)) == datetime(2016, 12, 31, 23, 59, 59)


# --- numbers, texts, conditions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [
        (v.integer(1), v.integer(2), 0.5),
        (v.integer(1), v.integer(0), None),
        (v.decimal(Decimal("1.00")), v.decimal(Decimal("3.0000")), 1 / 3),
        (v.decimal(Decimal(1)), v.decimal(Decimal("0.00")), None),
        (v.null("integer"), v.integer(2), None),
    ],
)
def test_a_ratio_is_a_double_and_missing_over_nothing(
    store: Store, part: Node, whole: Node, answer: Cell
) -> None:
    value = one(store, store.nodes.ratio(part.copy(), whole.copy()))
    assert value == answer
    assert value is None or type(value) is float


def test_a_share_of_the_largest_amount_is_exact(store: Store) -> None:
    amount = exp.cast(v.text("99999999999999.9999"), exp.DataType.build("DECIMAL(18, 4)"))
    share = exp.cast(v.text("0.333333"), exp.DataType.build("DECIMAL(9, 6)"))
    assert one(store, store.nodes.weighted(amount, share.copy())) == Decimal("33333299999999.9999666667")
    assert one(store, store.nodes.weighted(v.integer(3), share.copy())) == Decimal("0.999999")
    assert one(store, store.nodes.weighted(v.double(0.5), share)) == 0.1666665


def test_texts(store: Store) -> None:
    n = store.nodes
    assert one(store, n.concat(v.text("a"), v.null(), v.text("b"))) == "ab"
    assert one(store, n.coalesce(v.null(), v.text("x"))) == "x"
    assert one(store, n.contains(v.text("ACME Steel"), v.text("e s"))) is True
    assert one(store, n.contains(v.text("50% off_x"), v.text("%f"))) is False
    assert one(store, n.contains(v.text("上海钢铁"), v.text("钢"))) is True
    assert one(store, n.starts_with(v.text("Élan"), v.text("éL"))) is True
    assert one(store, n.starts_with(v.text("Elan"), v.text("lan"))) is False
    assert one(store, n.contains(v.null(), v.text("a"))) is None


def test_least_and_greatest_leave_out_what_is_missing(store: Store) -> None:
    n = store.nodes
    assert one(store, n.least(v.integer(3), v.null("integer"), v.integer(2))) == 2
    assert one(store, n.greatest(v.day(date(2017, 1, 1)), v.null("date"))) == date(2017, 1, 1)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [("a", "a", True), ("a", "b", False), ("a", None, False), (None, None, True)],
)
def test_missing_keys_are_the_same(store: Store, left: str | None, right: str | None, same: bool) -> None:
    n = store.nodes
    pair = [v.null() if side is None else v.text(side) for side in (left, right)]
    assert one(store, n.same(*(p.copy() for p in pair))) is same
    assert one(store, n.differs(*pair)) is not same


def test_conditions(store: Store) -> None:
    n = store.nodes
    assert one(store, n.holds(v.null("boolean"))) is False
    assert one(store, n.as_number(v.boolean(True))) == 1
    assert one(store, n.as_number(v.null("boolean"))) is None
    assert one(store, n.is_in(v.text("b"), ["a", "b"])) is True
    assert one(store, n.is_in(v.text("b"), [])) is False
    assert one(store, n.within(v.integer(2), v.integer(1), v.integer(2))) is False
    assert one(store, n.within(v.integer(1), v.integer(1), v.integer(2))) is True
    cases = [(v.boolean(False), v.text("no")), (v.boolean(True), v.text("yes"))]
    assert one(store, n.choose(cases)) == "yes"
    assert one(store, n.choose([(v.null("boolean"), v.text("no"))], v.text("other"))) == "other"


# --- aggregates ------------------------------------------------------------------------------------------------


def big() -> Node:
    return exp.GT(this=X.copy(), expression=v.integer(2))


def test_counts(store: Store) -> None:
    n = store.nodes
    given = [1, 2, 2, 3, None]
    assert over(store, "integer", given, n.count()) == 5
    assert over(store, "integer", given, n.count(big())) == 1
    assert over(store, "integer", given, n.count_of(X.copy())) == 4
    assert over(store, "integer", given, n.distinct(X.copy())) == 3
    assert over(store, "integer", given, n.distinct(X.copy(), big())) == 1


def test_sums(store: Store) -> None:
    n = store.nodes
    whole = over(store, "integer", [2**62, 5], n.total(X.copy(), of="integer"))
    assert (whole, type(whole)) == (2**62 + 5, int)
    exact = over(store, "decimal", [Decimal("0.1"), Decimal("0.2"), None], n.total(X.copy()))
    assert (exact, type(exact)) == (Decimal("0.3"), Decimal)
    assert over(store, "integer", [1, 3, 4], n.total(X.copy(), big(), of="integer")) == 7
    assert over(store, "decimal", [], n.total(X.copy())) is None
    assert over(store, "double", [0.5, 0.25], n.total(X.copy(), of="double")) == 0.75


def test_extremes_and_means(store: Store) -> None:
    n = store.nodes
    assert over(store, "date", [date(2017, 1, 2), None], n.smallest(X.copy())) == date(2017, 1, 2)
    assert over(store, "integer", [1, 3, 4], n.largest(X.copy(), v.boolean(False))) is None
    mean = over(store, "decimal", [Decimal("0.1"), Decimal("0.2"), Decimal("0.6"), None], n.mean(X.copy()))
    assert (mean, type(mean)) == (0.3, float)
    assert over(store, "integer", [1, 3, 4], n.mean(X.copy(), big())) == 3.5
    assert over(store, "integer", [], n.mean(X.copy())) is None


@pytest.mark.parametrize(
    ("share", "given", "answer"),
    [
        ("0.5", [3, 1, 2], 2.0),
        ("0.5", [4, 1, 2, 3, None], 2.5),
        ("0.9", list(range(1, 12)), 10.0),
        ("0.9", [10, 20], 19.0),
        ("0", [7, 5], 5.0),
        ("1", [7, 5], 7.0),
        ("0.25", [Decimal("0.0001"), Decimal("0.0002")], 0.000125),
        ("0.5", [], None),
    ],
)
def test_quantiles_lie_between_values(
    store: Store, share: str, given: list[v.Value], answer: float | None
) -> None:
    value = over(store, "decimal", given, store.nodes.quantile(X.copy(), Decimal(share)))
    assert value == (None if answer is None else pytest.approx(answer, rel=1e-12))
    assert value is None or type(value) is float


def test_a_median_takes_only_the_rows_of_its_condition(store: Store) -> None:
    assert over(store, "integer", [1, 2, 3, 5], store.nodes.median(X.copy(), big())) == 4.0


def test_a_quantile_outside_0_to_1_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        store.nodes.quantile(X.copy(), Decimal("1.1"))


@pytest.mark.parametrize("share", ["0.1", "0.25", "0.5", "0.75", "0.9", "0.95"])
def test_quantiles_of_many_groups_are_those_of_the_definition(store: Store, share: str) -> None:
    dice = random.Random(share)
    groups = {
        g: [Decimal(dice.randint(-(10**6), 10**6)).scaleb(-4) for _ in range(dice.randint(1, 12))]
        for g in range(40)
    }
    rows: list[list[v.Value]] = [[g, value] for g, given in groups.items() for value in given]
    source = subquery(values_table({"g": "integer", "x": "decimal"}, rows), "t")
    query = select(v.column("g"), store.nodes.quantile(X.copy(), Decimal(share)), source=source)
    for group, value in store.rows(query.group_by(v.column("g"))):
        assert isinstance(group, int)
        assert value == pytest.approx(float(quantile(sorted(groups[group]), Decimal(share))), rel=1e-12)


def quantile(given: list[Decimal], share: Decimal) -> Decimal:
    """By definition: the place (n - 1) * share, and in between in proportion."""
    place = (len(given) - 1) * share
    low = int(place)
    following = given[min(low + 1, len(given) - 1)]
    return given[low] + (following - given[low]) * (place - low)
