"""The answer to a query: frozen values, and the JSON document that the command line and the API give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cell, Number, Unit
from steerboard.engine.query import Query

if TYPE_CHECKING:
    import pyarrow as pa

Scalar = str | int | float | bool | date | Decimal | None


@dataclass(frozen=True)
class Member:
    """One value of a dimension: ``id`` is the record's id, or the value itself; both None where it is not known."""

    id: Scalar
    label: str | None

    def document(self) -> dict[str, object]:
        return {"id": None if self.id is None else written(self.id), "label": self.label}


@dataclass(frozen=True)
class Target:
    """What should be: of the same KPI, parameters and scope, over the period that holds the row's."""

    value: Decimal
    level: str
    starts_on: date
    ends_on: date  # exclusive

    def document(self) -> dict[str, object]:
        last = self.ends_on - timedelta(days=1)
        return {
            "value": number(self.value),
            "level": self.level,
            "period": self.starts_on.isoformat(),
            "period_end": last.isoformat(),
        }


@dataclass(frozen=True)
class Figure:
    """A cell with what it is compared with; a comparison that was not asked for is None."""

    cell: Cell
    previous: Cell | None = None
    year_ago: Cell | None = None
    target: Target | None = None

    @property
    def value(self) -> Number | None:
        return self.cell.value

    def document(self) -> dict[str, object]:
        return {
            **cell_document(self.cell),
            "previous": cell_document(self.previous) if self.previous else None,
            "year_ago": cell_document(self.year_ago) if self.year_ago else None,
            "target": self.target.document() if self.target else None,
        }


@dataclass(frozen=True)
class Column:
    name: str
    role: Literal["period", "dimension", "kpi"]
    unit: Unit | None = None
    currency: str | None = None

    def document(self) -> dict[str, object]:
        return {"name": self.name, "role": self.role, "unit": self.unit, "currency": self.currency}


@dataclass(frozen=True)
class Row:
    """One period and group. ``key`` holds the bare dimension values, as :meth:`Engine.contributions` takes them."""

    frame: Frame
    by: Mapping[str, Member]
    values: Mapping[str, Figure]

    @property
    def period(self) -> date | datetime | None:
        if self.frame.hour is not None:
            return self.frame.hour.replace(tzinfo=UTC).astimezone(self.frame.calendar.zone)
        return self.frame.period.start if self.frame.period else None

    @property
    def period_end(self) -> date | None:
        """The period's last day."""
        return self.frame.period.last if self.frame.period else None

    @property
    def partial(self) -> bool:
        return self.frame.partial

    @property
    def key(self) -> dict[str, Scalar]:
        return {name: member.id for name, member in self.by.items()}

    def document(self) -> dict[str, object]:
        period, end = self.period, self.period_end
        return {
            "period": period.isoformat() if period else None,
            "period_end": end.isoformat() if end else None,
            "partial": self.partial,
            "by": {name: member.document() for name, member in self.by.items()},
            "values": {name: figure.document() for name, figure in self.values.items()},
        }


@dataclass(frozen=True)
class Result:
    """Rows in order, the figures over all of them, and what they rest on."""

    query: Query
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Mapping[str, Figure]
    truncated: bool
    versions: Mapping[str, str]
    fresh_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """The document of ``kpi --format json``; texts in it are in the current language."""
        return {
            "query": self.query.document(),
            "columns": [column.document() for column in self.columns],
            "rows": [row.document() for row in self.rows],
            "totals": {name: figure.document() for name, figure in self.totals.items()},
            "truncated": self.truncated,
            "fresh_at": self.fresh_at.astimezone(UTC).isoformat() if self.fresh_at else None,
            "versions": dict(self.versions),
        }

    def to_arrow(self) -> pa.Table:
        """An Arrow table: a column for the period, for each dimension (label) and for each KPI (value)."""
        import pyarrow

        data: dict[str, list[object]] = {}
        if self.query.grain is not None:
            data["period"] = [row.period for row in self.rows]
        for name in self.query.by:
            data[name] = [row.by[name].label for row in self.rows]
        for name in self.query.kpis:
            data[name] = [row.values[name].value for row in self.rows]
        return pyarrow.table(data)


def cell_document(cell: Cell) -> dict[str, object]:
    return {
        "value": number(cell.value),
        "numerator": number(cell.numerator),
        "denominator": number(cell.denominator),
        "n": number(cell.n),
        "missing": number(cell.missing),
        "reason": str(cell.reason.text) if cell.reason else None,
    }


def number(value: Number | None) -> int | float | str | None:
    """Decimals (money) as text that keeps every digit, with at least two decimals; other numbers as numbers."""
    if not isinstance(value, Decimal):
        return value
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int), "figures are finite"
    if exponent > -2:
        plain = plain.quantize(Decimal("0.01"))
    return format(plain, "f")


def written(value: Scalar) -> str:
    """A dimension value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
