"""What every kind of measure gives: the parts that it reads, and the cell that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable

from typing_extensions import override

from steerboard.core.text import Text
from steerboard.engine.frames import Frame, Window, window_of
from steerboard.engine.sql.store import Cell as Stored

Number = int | float | Decimal
Aggregate = Literal[
    "count", "sum", "sum_once", "quantile", "beginning", "target", "whole_target", "expected", "people"
]
Attribution = Literal["owner", "company", "none"]
Unit = Literal["count", "money", "ratio", "days", "hours", "minutes", "seconds", "score"]

EVERYTHING = "*"
MONEY_QUOTIENT = Decimal("0.0000000001")
ADDITIVE: frozenset[Aggregate] = frozenset({"count", "sum"})
SET: frozenset[Aggregate] = frozenset({"target", "whole_target", "expected"})


@dataclass(frozen=True)
class Atom:
    """The smallest thing that is read from the store: one aggregate over the rows of one table.

    ``at`` is the path of the time that places a row (its time basis). An atom with ``state`` is read at an
    instant: of the rows that are there from ``at`` until ``until``. ``value`` and ``where`` are texts of the
    grammar over ``table``.

    A ``sum`` weighs a record by the share of whom it is counted for; ``sum_once`` takes it once for each group
    that it falls in, as a mean does. ``beginning`` is the local day (as an ordinal) of the earliest time in
    the whole table, whatever the question's conditions and rights. ``target`` is the target of the KPI
    ``value`` with the parameters ``where`` for the group and the window (``share`` 1: targets of parts of the
    window add up), ``whole_target`` the same and never that of a longer period, ``expected`` what of it is due
    by now. ``people`` counts those who have a target of the KPI ``value`` and whose attainment of it is
    ``where``.

    With ``each``, of the rows for which ``among`` holds only the first for each value of that path counts, in
    each group and window for itself. ``looks`` says that a state looks at the period of its frame, and
    ``opening`` that it is read where that begins.
    """

    table: str
    at: str
    aggregate: Aggregate
    unit: Unit
    attribution: Attribution
    value: str = ""
    where: str = ""
    share: Decimal = Decimal(0)
    state: bool = False
    until: str = ""
    each: str = ""
    among: str = ""
    looks: bool = False
    opening: bool = False
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        told = (
            self.table,
            self.at,
            self.aggregate,
            self.value,
            self.where,
            self.share,
            self.state,
            self.until,
            self.each,
            self.among,
            self.looks,
            self.opening,
        )
        object.__setattr__(self, "_hash", hash(told))  # atoms are keys of many look-ups

    @override
    def __hash__(self) -> int:
        return self._hash

    @property
    def width(self) -> int:
        """How many columns of a scan it takes: a count one, the others value, n and missing."""
        return 1 if self.aggregate == "count" else 3

    @property
    def scanned(self) -> bool:
        """Whether it is read from the rows of its table, group by group."""
        return self.aggregate not in ("beginning", "people") and self.aggregate not in SET

    @property
    def additive(self) -> bool:
        """Whether its values over disjoint rows add up to the value over all of them."""
        return self.weighted and not self.each

    @property
    def weighted(self) -> bool:
        """Whether a record counts by the share of whom it is counted for."""
        return self.aggregate in ADDITIVE

    def window(self, frame: Frame) -> Window:
        """Where it is read for ``frame``: over its days, or at the instant of a state."""
        if self.opening:
            return frame.opening
        if self.looks:
            return frame.looking
        if self.aggregate == "people":
            return window_of(frame.aim, frame.calendar)
        return frame.state if self.state else frame.window


@dataclass(frozen=True, slots=True)
class Raw:
    """What the store gave for one atom: its value, how many rows carry it, and of how many it is not known."""

    value: Number | None
    n: Number
    missing: Number


NOTHING = Raw(None, 0, 0)


@dataclass(frozen=True)
class Reason:
    """Why a value is null."""

    code: str
    text: Text


NO_ROWS = Reason("no_records", Text("there are no records", "没有记录"))
NO_WHOLE = Reason("nothing_to_divide_by", Text("there is nothing to divide by", "分母为零，无法计算"))
NOT_KNOWN = Reason("not_known", Text("the value of these records is not known", "相关记录的数值未知"))
# Of a sum unknown values are left out, and it is a term of a ratio as it stands; a mean of nothing known is none.
NONE_KNOWN = Reason("not_known", NOT_KNOWN.text)
NOT_COVERED = Reason(
    "not_covered", Text("the records begin later than the window", "记录的起始时间晚于统计窗口")
)
NOT_ALIKE = Reason(
    "not_alike",
    Text(
        "the records are measured on different scales; break the figure down by them",
        "记录采用了不同的量表，请按量表拆分查看",
    ),
)
NO_GROUPS = Reason("no_groups", Text("a place is one among groups", "排名须按分组查看"))
NO_PERIOD = Reason("no_such_period", Text("there is no period to compare with", "没有可对比的期间"))


@dataclass(frozen=True)
class Cell:
    """One figure with what it came from. ``missing`` counts the records left out since a value is not known."""

    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    n: Number = 0
    missing: Number = 0
    reason: Reason | None = None


def summed(cell: Cell) -> Number | None:
    """A figure as a term of a ratio: records of unknown value are left out of it, as they are of a sum."""
    return 0 if cell.value is None and cell.reason is NOT_KNOWN else cell.value


@dataclass(frozen=True)
class Part:
    """One atom over one window, with its place in the figure (``numerator``, ``base.denominator``)."""

    name: str
    atom: Atom
    window: Window
    whole_of: frozenset[str] = frozenset()

    def is_whole(self, dimension: str) -> bool:
        """Whether it is not broken down by this dimension."""
        return dimension in self.whole_of or EVERYTHING in self.whole_of

    @property
    def over_all(self) -> bool:
        """Whether it is not broken down at all."""
        return EVERYTHING in self.whole_of

    @property
    def occurs(self) -> bool:
        """Whether a group stands in the answer where this part has something for it."""
        return self.atom.aggregate != "beginning"

    def under(self, prefix: str) -> Part:
        return replace(self, name=f"{prefix}.{self.name}" if self.name != "value" else prefix)


Key = tuple[Stored, ...]
"""The values of a group, one for each dimension; ``()`` for the whole."""

Raws = Callable[[Key], Raw]
Look = Callable[[Part], Raws]
Cells = Callable[[Key], Cell]


@runtime_checkable
class Grouped(Protocol):
    """A look that also knows the groups: what stands beside each other is asked of it."""

    def __call__(self, part: Part) -> Raws: ...

    def groups(self) -> Iterable[Key]:
        """Every group that occurs, each once."""
        ...


class Measure(Protocol):
    """How a figure comes about. Composite kinds hold other measures and hand them another frame.

    What depends on the frame alone is settled once; what comes back is asked for each group.
    """

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        """Every atom that :meth:`cells` reads for ``frame``."""
        ...

    def cells(self, frame: Frame, look: Look) -> Cells:
        """The figures of ``frame`` by group; ``look`` gives the raw values of a part by group."""
        ...

    def describe(self) -> dict[str, object]:
        """What explain says of it: kind, and the parts with their tables, times and conditions."""
        ...


def quotient(top: Number, bottom: Number, unit: Unit) -> Number:
    """An exact division once: money stays a decimal, all else is a float."""
    exact = _exact(top) / _exact(bottom)
    return exact.quantize(MONEY_QUOTIENT) if unit == "money" else float(exact)


def _exact(value: Number) -> Decimal:
    return Decimal(str(value)) if type(value) is float else Decimal(value)


def counts(raw: Raw) -> tuple[Number, Number]:
    """How many records carry the value, and of how many it is not known."""
    n, missing = raw.n, raw.missing
    if type(n) is int and type(missing) is int:
        return n, missing
    return tidy(n, "count") or 0, tidy(missing, "count") or 0


def tidy(value: Number | None, unit: Unit) -> Number | None:
    """The Python type of a unit: money a decimal, counts whole numbers where they are whole, else floats."""
    if value is None:
        return None
    if unit == "count" and type(value) is int:
        return value
    if unit == "money":
        return value if isinstance(value, Decimal) else Decimal(str(value))
    if unit == "count" and value == int(value):
        return int(value)
    return value if isinstance(value, int) and unit == "count" else float(value)
