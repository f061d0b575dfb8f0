"""Named nodes: everything a plan asks of SQL beyond names, values and plain selects.

A node is a method that returns a tree. What every store does alike is written here once; what differs is
abstract and written in ``engine/stores/<name>/nodes.py``. Each is executed on each store by
``tests/engine/sql`` against an answer worked out by hand. Arguments become part of the result: pass a fresh
tree, or a copy of one that stands elsewhere.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from decimal import Decimal

from sqlglot import exp

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Grain
from steerboard.engine.sql import values as v
from steerboard.engine.sql.zones import Offset

Node = exp.Expression


class Nodes(ABC):
    """The nodes of one store."""

    # --- time -------------------------------------------------------------------------------------------

    def period_start(self, day: Node, grain: Grain, calendar: Calendar) -> Node:
        """The first day of the period of ``grain`` that holds the DATE ``day``; an hour's period is its day."""
        if grain in ("hour", "day"):
            return day
        if grain == "week":
            return self._shifted("week", day, calendar.week_start, "DAY")
        months = {"month": 1, "quarter": 3, "year": 12}[grain]
        return self._shifted(grain, day, (calendar.fiscal_month - 1) % months, "MONTH")

    def _shifted(self, unit: str, day: Node, by: int, step: str) -> Node:
        """Cut to ``unit`` with its beginning moved by some steps (a fiscal year, a week from Sunday on)."""
        if not by:
            return v.cast(self.cut(unit, day), "date")
        moved = exp.Sub(this=v.paren(day), expression=interval(by, step))
        return v.cast(exp.Add(this=self.cut(unit, moved), expression=interval(by, step)), "date")

    @abstractmethod
    def cut(self, unit: str, moment: Node) -> Node:
        """A DATE or TIMESTAMP cut to the beginning of its hour, day, Monday, month, quarter or year."""

    def local_time(self, moment: Node, offsets: Sequence[Offset]) -> Node:
        """The wall-clock TIMESTAMP of a naive UTC one; ``offsets`` come from ``zones.offsets``."""
        return self._by_offset(moment, offsets, _moved)

    def _by_offset(self, moment: Node, offsets: Sequence[Offset], make: Callable[[Node, int], Node]) -> Node:
        """``make(moment, seconds)`` with the offset that is in force at the moment."""
        if len(offsets) == 1:
            return make(moment, offsets[0].seconds)
        cases = [
            (exp.LT(this=moment.copy(), expression=v.moment(following.since)), make(moment.copy(), o.seconds))
            for o, following in itertools.pairwise(offsets)
        ]
        return self.choose(cases, make(moment, offsets[-1].seconds))

    def local_hour(self, moment: Node, offsets: Sequence[Offset]) -> Node:
        """The naive UTC instant at which the local hour began: the hour that comes twice in autumn is two."""
        return self._by_offset(moment, offsets, lambda m, s: _moved(self.cut("hour", _moved(m, s)), -s))

    def day_of(self, moment: Node) -> Node:
        """The DATE of a TIMESTAMP, without a change of zone."""
        return v.cast(moment, "date")

    def days_between(self, start: Node, end: Node) -> Node:
        """Whole days from one DATE to another, negative where ``end`` lies before ``start``."""
        return v.cast(exp.Sub(this=v.paren(end), expression=v.paren(start)), "integer")

    @abstractmethod
    def seconds_between(self, start: Node, end: Node) -> Node:
        """Seconds from one TIMESTAMP to another as a double, exact to the microsecond."""

    def exact_days(self, start: Node, end: Node) -> Node:
        """Days of 24 hours from one TIMESTAMP to another, as a double."""
        return self.ratio(self.seconds_between(start, end), v.integer(86_400))

    def add_days(self, day: Node, days: Node | int) -> Node:
        """A DATE moved by whole days."""
        count = v.integer(days) if isinstance(days, int) else v.small(days)
        return exp.Paren(this=exp.Add(this=v.paren(day), expression=count))

    def add_months(self, day: Node, months: int) -> Node:
        """A DATE moved by months; the last day where the month has fewer."""
        return v.cast(exp.Add(this=v.paren(day), expression=interval(months, "MONTH")), "date")

    def add_seconds(self, moment: Node, seconds: int) -> Node:
        """A TIMESTAMP moved by seconds."""
        return exp.Paren(this=_moved(moment, seconds))

    # --- numbers and texts ------------------------------------------------------------------------------

    def ratio(self, part: Node, whole: Node) -> Node:
        """A quotient as a double: NULL over 0, never an integer division."""
        return exp.Div(
            this=v.cast(part, "double"),
            expression=exp.Nullif(this=v.cast(whole, "double"), expression=v.integer(0)),
            typed=True,
            safe=False,
        )

    def weighted(self, value: Node, share: Node) -> Node:
        """A value times a share (six places), exact where the value is, with room for the largest amounts."""
        # DuckDB keeps the product of two decimals of up to 18 digits in 18 digits, and overflows.
        return exp.Mul(this=v.paren(value), expression=v.cast(share, "decimal", 6))

    def as_number(self, condition: Node) -> Node:
        """1 where it holds, 0 where it does not, NULL where it is not known."""
        return v.cast(v.small(condition), "integer")

    def coalesce(self, *parts: Node) -> Node:
        """The first that is known."""
        return exp.Coalesce(this=parts[0], expressions=list(parts[1:]))

    def least(self, *parts: Node) -> Node:
        """The smallest of those that are known."""
        return v.call("LEAST", *parts)

    def greatest(self, *parts: Node) -> Node:
        """The greatest of those that are known."""
        return v.call("GREATEST", *parts)

    def concat(self, *parts: Node) -> Node:
        """Texts one after the other; a missing one counts as empty."""
        return v.call("CONCAT", *parts)

    def lower(self, text: Node) -> Node:
        return v.call("LOWER", text)

    def contains(self, text: Node, part: Node) -> Node:
        """``part`` stands somewhere in ``text``, upper and lower case alike."""
        return exp.GT(this=v.call("STRPOS", self.lower(text), self.lower(part)), expression=v.integer(0))

    def starts_with(self, text: Node, part: Node) -> Node:
        """``text`` begins with ``part``, upper and lower case alike."""
        return v.call("STARTS_WITH", self.lower(text), self.lower(part))

    # --- conditions -------------------------------------------------------------------------------------

    def same(self, left: Node, right: Node) -> Node:
        """Equal, or both missing: the comparison for keys that may be NULL."""
        return exp.NullSafeEQ(this=v.paren(left), expression=v.paren(right))

    def differs(self, left: Node, right: Node) -> Node:
        """The complement of :meth:`same`."""
        return exp.NullSafeNEQ(this=v.paren(left), expression=v.paren(right))

    def same_keys(self, pairs: Sequence[tuple[Node, Node]]) -> Node:
        """Each pair is :meth:`same`: a join condition that the store can look up instead of trying all rows."""
        return v.both([self.same(left, right) for left, right in pairs])

    def holds(self, condition: Node) -> Node:
        """The condition with "not known" turned into false."""
        return exp.Coalesce(this=condition, expressions=[v.boolean(False)])

    def is_in(self, expression: Node, options: Sequence[v.Value]) -> Node:
        """Equal to one of the values; false for no values. NULL where ``expression`` is."""
        if not options:
            return v.boolean(False)
        return exp.In(this=v.paren(expression), expressions=[v.literal(o) for o in options])

    def within(self, expression: Node, start: Node, end: Node) -> Node:
        """``start <= expression < end``: half-open, as all intervals here."""
        lower = exp.GTE(this=expression, expression=start)
        return v.both([lower, exp.LT(this=expression.copy(), expression=end)])

    def choose(self, cases: Sequence[tuple[Node, Node]], otherwise: Node | None = None) -> Node:
        """The value of the first condition that holds."""
        case = exp.Case()
        for condition, value in cases:
            case = case.when(condition, value, copy=False)
        return case if otherwise is None else case.else_(otherwise, copy=False)

    # --- aggregates; ``where`` leaves rows out of this one only --------------------------------------------

    def count(self, where: Node | None = None) -> Node:
        """Rows."""
        return _only(exp.Count(this=exp.Star()), where)

    def count_of(self, expression: Node, where: Node | None = None) -> Node:
        """Rows in which ``expression`` is known."""
        return _only(exp.Count(this=expression), where)

    def distinct(self, expression: Node, where: Node | None = None) -> Node:
        """Different known values, counted exactly."""
        return _only(exp.Count(this=exp.Distinct(expressions=[expression])), where)

    def total(self, expression: Node, where: Node | None = None, *, of: v.SqlType = "decimal") -> Node:
        """The sum, NULL over no rows. ``of`` integer keeps whole numbers whole on every store."""
        return _typed(_only(exp.Sum(this=expression), where), of)

    def mean(self, expression: Node, where: Node | None = None) -> Node:
        """The mean as a double: one exact sum divided once, so the order of rows does not matter."""
        rows = self.count_of(expression.copy(), where.copy() if where is not None else None)
        return self.ratio(_only(exp.Sum(this=expression), where), rows)

    def smallest(self, expression: Node, where: Node | None = None) -> Node:
        return _only(exp.Min(this=expression), where)

    def largest(self, expression: Node, where: Node | None = None) -> Node:
        return _only(exp.Max(this=expression), where)

    def median(self, expression: Node, where: Node | None = None) -> Node:
        """The middle value, or the mean of the two middle ones, as a double."""
        return self.quantile(expression, Decimal("0.5"), where)

    def quantile(self, expression: Node, share: Decimal, where: Node | None = None) -> Node:
        """The continuous quantile (between two values it is interpolated), as a double; ``share`` in 0…1."""
        if not 0 <= share <= 1:
            raise ValueError("a quantile lies between 0 and 1")
        return _only(self.quantile_of(v.cast(expression, "double"), v.decimal(share)), where)

    @abstractmethod
    def quantile_of(self, expression: Node, share: Node) -> Node:
        """The bare aggregate of :meth:`quantile`."""

    # --- windows ----------------------------------------------------------------------------------------

    def ordered(self, expression: Node, *, descending: bool = False) -> exp.Ordered:
        """A sort key; missing values come last either way."""
        return exp.Ordered(this=expression, desc=descending, nulls_first=False)

    @abstractmethod
    def text_order(self, text: Node) -> Node:
        """A text as a sort key: by code points, the same order on every store."""

    def window(self, function: Node, by: Sequence[Node] = (), order: Sequence[Node] = ()) -> exp.Window:
        keys = [o if isinstance(o, exp.Ordered) else self.ordered(o) for o in order]
        return exp.Window(
            this=function, partition_by=list(by), order=exp.Order(expressions=keys) if keys else None
        )

    def row_number(self, by: Sequence[Node], order: Sequence[Node]) -> Node:
        """1, 2, … within each key. Give an order without ties, or the numbers are not determined."""
        return self.window(exp.RowNumber(), by, order)

    def rank(self, by: Sequence[Node], order: Sequence[Node]) -> Node:
        """As ``row_number``, but equals share a place."""
        return self.window(v.call("RANK"), by, order)

    def next_value(self, expression: Node, by: Sequence[Node], order: Sequence[Node]) -> Node:
        """The value in the following row; NULL in the last."""
        return self.window(v.call("LEAD", expression), by, order)

    def previous_value(self, expression: Node, by: Sequence[Node], order: Sequence[Node]) -> Node:
        """The value in the row before; NULL in the first."""
        return self.window(v.call("LAG", expression), by, order)

    def total_over(self, expression: Node, by: Sequence[Node] = (), *, of: v.SqlType = "decimal") -> Node:
        """The sum over all rows with the same key, beside each of them."""
        return _typed(self.window(exp.Sum(this=expression), by), of)

    def running_total(
        self, expression: Node, day: Node, by: Sequence[Node] = (), *, of: v.SqlType = "decimal"
    ) -> Node:
        """The sum up to and with this day."""
        window = self.window(exp.Sum(this=expression), by, [day])
        window.set("spec", _frame("UNBOUNDED", "CURRENT ROW"))
        return _typed(window, of)

    def rolling_total(
        self, expression: Node, day: Node, days: int, by: Sequence[Node] = (), *, of: v.SqlType = "decimal"
    ) -> Node:
        """The sum over the trailing ``days`` days, this one included: days of the calendar, not rows."""
        window = self.window(exp.Sum(this=expression), by, [day])
        window.set("spec", _frame(interval(days - 1, "DAY"), "CURRENT ROW"))
        return _typed(window, of)

    # --- joins ------------------------------------------------------------------------------------------

    @abstractmethod
    def asof_join(
        self,
        query: exp.Select,
        right: exp.Table,
        keys: Sequence[tuple[Node, str]],
        at: Node,
        right_at: str,
    ) -> exp.Select:
        """``query`` with, beside each row, the latest row of ``right`` that is not after ``at``.

        ``right`` is a table with an alias; ``keys`` pairs an expression of the left side with a column of it,
        ``right_at`` is its time column. Rows without one stay, with NULLs. (keys, time) must be unique in
        ``right``, else which of the equal rows comes is not determined.
        """


def interval(count: int, unit: str) -> exp.Interval:
    """A length of time: DAY, MONTH, SECOND."""
    return exp.Interval(this=exp.Literal(this=str(count), is_string=True), unit=exp.Var(this=unit))


def _moved(moment: Node, seconds: int) -> Node:
    if not seconds:
        return moment
    return exp.Add(this=v.paren(moment), expression=interval(seconds, "SECOND"))


def _only(aggregate: Node, where: Node | None) -> Node:
    if where is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=where))


def _typed(aggregate: Node, of: v.SqlType) -> Node:
    """A sum of whole numbers is a wider type on each store; said to be one, it is read back as one."""
    return v.cast(aggregate, of) if of in ("integer", "double") else aggregate


def _frame(start: Node | str, end: str) -> exp.WindowSpec:
    return exp.WindowSpec(kind="RANGE", start=start, start_side="PRECEDING", end=end)
