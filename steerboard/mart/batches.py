"""Typed columns on their way into a table: registered under a name, then inserted by one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import duckdb
import numpy as np

from steerboard.kinds.values import PLACES
from steerboard.mart.arrays import Array, WorldTimes, days, flags, texts, whole
from steerboard.mart.schema import MartTable

RATE = "steerboard_rate"  # the array of what the row's currency was worth
ONE = 1_000_000_000  # rates are billionths
_EXACT = {
    "money": ("DECIMAL(18,0)", "0.0001::DECIMAL(4,4)"),
    "share": ("DECIMAL(9,0)", "0.000001::DECIMAL(6,6)"),
}
_EXACT["quantity"] = _EXACT["money"]


@dataclass
class Load:
    """Arrays by name, and for each column of the table the expression over them that fills it.

    ``rate`` must be taken where there is money: what the row's currency was worth, in billionths, 0 for not known.
    """

    arrays: dict[str, Array] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    _scaled: dict[str, str] = field(default_factory=dict)

    def plain(self, column: str, array: Array) -> None:
        self.expressions[column] = self._take(column, array)

    def rate(self, array: Array) -> None:
        self._take(RATE, array)

    def _take(self, name: str, array: Array) -> str:
        """The expression for an array's values. Masks go beside it: not every DuckDB sees them."""
        if not isinstance(array, np.ma.MaskedArray):
            self.arrays[name] = array
            return f'"{name}"'
        self.arrays[name], self.arrays[f"{name} known"] = array.data, ~np.ma.getmaskarray(array)
        return f'CASE WHEN "{name} known" THEN "{name}" END'

    def add(self, name: str, type_: str, values: list[object], zone: ZoneInfo) -> None:
        """A field of a kind, in the records' form."""
        if type_ == "time":
            times = WorldTimes(values, zone)  # type: ignore[arg-type]
            self.plain(name, times.at)
            self.plain(f"{name}_on", times.on.astype("datetime64[s]"))
            self.plain(f"{name}_exact", times.masked_exact)
        elif type_ == "date":
            self.plain(name, days(values).astype("datetime64[s]"))
        elif type_ == "boolean":
            self.plain(name, flags(values))
        elif type_ in ("integer", "link"):
            self.plain(f"{name}_id" if type_ == "link" else name, whole(values))
        elif type_ in PLACES:
            self._scaled[name] = scaled = self._take(name, whole(values))
            self.expressions[name] = exact(converted(scaled, ONE) if type_ == "money" else scaled, type_)
        else:
            self.plain(name, texts(values))

    def product(self, name: str, left: str, right: str, places: int) -> None:
        """The product of two columns added before, with ``places`` decimals together, as money."""
        product = f"TRY(({self._scaled[left]})::HUGEINT * ({self._scaled[right]})::HUGEINT)"
        self.expressions[name] = exact(converted(product, ONE, 10 ** (places - PLACES["money"])), "money")

    def into(self, connection: duckdb.DuckDBPyConnection, table: MartTable) -> None:
        if not len(next(iter(self.arrays.values()))):
            return
        values = ", ".join(f"CAST({self.expressions[name]} AS {type_})" for name, type_ in table.columns)
        connection.register("steerboard_load", self.arrays)
        try:
            connection.execute(f'INSERT INTO "{table.name}" SELECT {values} FROM steerboard_load')  # noqa: S608
        finally:
            connection.unregister("steerboard_load")


def converted(scaled: str, one: int, divisor: int = 1) -> str:
    """A scaled number times the row's rate, by ``divisor``, rounded half away from zero.

    NULL where the rate is not known or the result too large.
    """
    own = _divided(scaled, divisor) if divisor > 1 else scaled
    foreign = _divided(f"({scaled})::HUGEINT * {RATE}::HUGEINT", one * divisor)
    return f"CASE WHEN {RATE} = {one} THEN {own} WHEN {RATE} > 0 THEN TRY({foreign}) END"


def _divided(number: str, by: int) -> str:
    return f"(sign({number}) * ((abs({number}) + {by // 2}) // {by}))"


def exact(scaled: str, type_: str) -> str:
    """A scaled integer as the decimal it stands for; NULL where the column cannot hold it."""
    whole_type, unit = _EXACT[type_]
    return f"TRY_CAST({scaled} AS {whole_type}) * {unit}"
