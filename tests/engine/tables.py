"""Empty analytic tables made from the model, and rows put into them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from steerboard.core.worldtime import start_of_day
from steerboard.engine.model import Model, Table, shipped_model
from steerboard.engine.stores.duckdb.columns import physical
from steerboard.engine.stores.duckdb.store import DuckDBStore


def utc(*parts: int) -> datetime:
    """A naive UTC instant, as the mart holds them."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


LEARNED = utc(2016, 1, 1)  # when the system knows a record from, unless a test says otherwise
FOREVER = utc(9999, 12, 31)
ALWAYS = utc(1, 1, 1)
ORGANISATION = {
    "team_span": ("team_id", "parent_id", "region_id", "root_id"),
    "org_span": ("user_id", "team_id", "parent_id", "region_id", "root_id"),
    "org_reach": ("team_id", "user_id"),
}


class Tables:
    """A DuckDB in memory with all tables of the mart. ``add`` takes fields as the model names them."""

    def __init__(self, zone: str = "UTC", model: Model | None = None) -> None:
        self.zone = ZoneInfo(zone)
        self.model = model or shipped_model()
        self.connection = duckdb.connect(":memory:")
        self.store = DuckDBStore(self.connection)
        self._last = 0
        for table in self.model.tables.values():
            self._create(table)
        for name, ids in ORGANISATION.items():
            columns = ", ".join(f"{i} BIGINT" for i in ids)
            self.connection.execute(f"CREATE TABLE {name} ({columns}, valid_from DATE, valid_to DATE)")

    def add(self, kind: str, /, *, id: int | None = None, **values: Any) -> int:  # noqa: A002
        """A record as it is now. ``changed`` and ``shared`` are given where they are true."""
        table = self.model.table(kind)
        self._last += 1
        number = self._last if id is None else id
        row: dict[str, Any] = {"id": number, "known_from": values.pop("known_from", LEARNED)}
        if table.spans:
            row["changed"] = values.pop("changed", False)
        if table.credits:
            row["shared"] = values.pop("shared", False)
        self._insert(kind, row | self._physical(table, values))
        return number

    def span(
        self,
        kind: str,
        number: int,
        /,
        *,
        valid: tuple[datetime, datetime] = (ALWAYS, FOREVER),
        known: tuple[datetime, datetime] = (LEARNED, FOREVER),
        **values: Any,
    ) -> None:
        """A rectangle of a record's history."""
        table = self.model.table(kind)
        row: dict[str, Any] = {"id": number, "valid_from": valid[0], "valid_to": valid[1]}
        row |= {"known_from": known[0], "known_to": known[1]}
        if table.credits:
            row["shared"] = values.pop("shared", False)
        self._insert(f"{kind}_span", row | self._physical(table, values))

    def credit(
        self,
        kind: str,
        number: int,
        user: int,
        share: str,
        valid: tuple[datetime, datetime] = (ALWAYS, FOREVER),
    ) -> None:
        row = {"id": number, "user_id": user, "share": Decimal(share)}
        self._insert(f"{kind}_credit", row | {"valid_from": valid[0], "valid_to": valid[1]})

    def place(
        self, user: int, team: int, since: date, until: date = date(9999, 12, 31), **above: int | None
    ) -> None:
        """Where a person is: ``parent``, ``region`` and ``root`` of the team may be given."""
        ids = {f"{k}_id": above.get(k) for k in ("parent", "region", "root")}
        row = {"user_id": user, "team_id": team, **ids, "valid_from": since, "valid_to": until}
        self._insert("org_span", row)
        for reached in {team, *(v for v in ids.values() if v is not None)}:
            self._insert(
                "org_reach", {"team_id": reached, "user_id": user, "valid_from": since, "valid_to": until}
            )

    def target(self, kpi: str, value: str, starts: date, ends: date, **scope: Any) -> None:
        row = {"id": self.next(), "kpi": kpi, "params": scope.get("params", "{}"), "level": "target"}
        row |= {"scope": scope.get("scope", "company"), "scope_id": scope.get("scope_id")}
        self._insert("target", row | {"starts_on": starts, "ends_on": ends, "value": Decimal(value)})

    def next(self) -> int:
        self._last += 1
        return self._last

    def _create(self, table: Table) -> None:
        own = [
            f'"{name}" {type_}' for c in table.columns.values() for name, type_ in physical(c.name, c.type)
        ]
        shared = ["shared BOOLEAN"] if table.credits else []
        now = ["id BIGINT", "known_from TIMESTAMP", *(["changed BOOLEAN"] if table.spans else []), *shared]
        self.connection.execute(f'CREATE TABLE "{table.name}" ({", ".join(now + own)})')
        if table.spans:
            times = [f"{n} TIMESTAMP" for n in ("valid_from", "valid_to", "known_from", "known_to")]
            # A kind's own valid_from (of a membership) gives way to the rectangle's.
            fields = [d for d in own if d.split()[0].strip('"') not in ("valid_from", "valid_to")]
            columns = ", ".join(["id BIGINT", *times, *shared, *fields])
            self.connection.execute(f'CREATE TABLE "{table.name}_span" ({columns})')
        if table.credits:
            self.connection.execute(
                f'CREATE TABLE "{table.name}_credit" (id BIGINT, user_id BIGINT, share DECIMAL(9,6),'
                " valid_from TIMESTAMP, valid_to TIMESTAMP)"
            )

    def _physical(self, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, value in values.items():
            column = table.column(name)
            if column.type == "time":
                row |= self._time(name, value)
            elif column.type == "link":
                row[f"{name}_id"] = value
            elif column.type in ("money", "quantity", "share") and value is not None:
                row[name] = Decimal(str(value))
            else:
                row[name] = value
        return row

    def _time(self, name: str, value: date | datetime | None) -> dict[str, Any]:
        if value is None:
            return {}
        if isinstance(value, datetime):
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            at = aware.astimezone(UTC).replace(tzinfo=None)
            return {name: at, f"{name}_on": aware.astimezone(self.zone).date(), f"{name}_exact": True}
        at = start_of_day(value, self.zone).replace(tzinfo=None)
        return {name: at, f"{name}_on": value, f"{name}_exact": False}

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(f'"{n}"' for n in row)
        marks = ", ".join("?" for _ in row)
        self.connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
