"""Every kind there is comes in through a mapping that names its fields, and stands in the mart as it was told.

File and mapping are made from the kinds' own declarations, so a new kind or field is covered without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import duckdb

from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.kinds.registry import SYSTEM_FIELDS, FieldSpec, KindSpec, kinds
from steerboard.mart.apply import apply
from steerboard.mart.build import open_mart
from tests.intake.conftest import NOW, Take

# What says who a record is, or is no plain column.
APART = {*SYSTEM_FIELDS, "source", "external_id", "ordinal", "extra"}
WRITTEN = {
    "integer": "3",
    "boolean": "true",
    "money": "12.5",
    "quantity": "2.25",
    "share": "0.5",
    "date": "2026-02-03",
    "time": "2026-02-03 08:30",
}
# What the same is in the mart; a time is an instant of UTC there.
HELD: Mapping[str, object] = {
    "integer": 3,
    "boolean": True,
    "money": Decimal("12.5"),
    "quantity": Decimal("2.25"),
    "share": Decimal("0.5"),
    "date": date(2026, 2, 3),
    "time": date(2026, 2, 3),
}


def fields(spec: KindSpec) -> Iterator[FieldSpec]:
    return (f for f in spec.fields.values() if f.name not in APART)


def written(f: FieldSpec) -> str:
    if f.type == "choice":
        return f.choices[0][0]
    if f.type == "text":
        return "CNY" if f.name == "currency" else f"a {f.name}"[: f.django.max_length]
    return "1" if f.type == "link" else WRITTEN[f.type]


def held(f: FieldSpec) -> tuple[str, object]:
    """The column of the mart that tells, and what stands there."""
    if f.type == "link":
        return f"{f.name}_id", 1
    return (f"{f.name}_on" if f.type == "time" else f.name), HELD.get(f.type, written(f))


def mapping() -> str:
    lines = ["source: crm", "zone: Asia/Shanghai", "currency: CNY", "files:"]
    for spec in kinds():
        names = ", ".join(f.name for f in fields(spec))
        lines += [
            f"  - file: {spec.name}.csv",
            "    records:",
            f"      - {{kind: {spec.name}, external_id: no, fields: [{names}]}}",
        ]
    return "\n".join(lines)


def files(*, whole: bool) -> dict[str, str]:
    """One row of each kind; not ``whole``, with what it needs alone."""
    made = {}
    for spec in kinds():
        cells = {f.name: written(f) if whole or f.required else "" for f in fields(spec)}
        made[f"{spec.name}.csv"] = f"no,{','.join(cells)}\n1,{','.join(cells.values())}\n"
    return made


def test_every_kind_comes_in_through_a_mapping_and_reaches_the_mart(take: Take, workspace: Workspace) -> None:
    # Kinds link to each other in circles: what is linked to must be there before.
    first = take(mapping(), files(whole=False))
    assert (first.rejected, first.new) == (0, len(kinds()))
    report = take(mapping(), files(whole=True), at=NOW + timedelta(days=1))
    assert (report.rejected, report.new, report.changed) == (0, 0, len(kinds()))
    workspace.folder.mkdir()
    mart = open_mart(workspace.mart)
    apply(mart, workspace, FixedClock(NOW + timedelta(days=1)))
    for spec in kinds():
        if spec.name != "target":  # the mart holds targets in a form of their own
            assert lacking(mart, spec) == [], spec.name
    mart.close()


def lacking(mart: duckdb.DuckDBPyConnection, spec: KindSpec) -> list[tuple[str, object]]:
    columns = [held(f) for f in fields(spec)]
    names = ", ".join(f'"{name}"' for name, _ in columns)
    rows = mart.execute(f'SELECT {names} FROM "{spec.name}"').fetchall()
    assert len(rows) == 1
    return [(n, found) for (n, told), found in zip(columns, rows[0], strict=True) if found != told]
