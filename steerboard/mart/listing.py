"""Which KPIs there are, as the command line and the API list them, and whether the records have what each needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.schema import Definition
from steerboard.mart.build import Connection

Entry = Mapping[str, Any]


def listed(definitions: Definitions, mart: Connection) -> list[Entry]:
    """One document for each KPI."""
    filled = _filled(mart)
    return [_entry(d, _needs(definitions, d, filled.keys()), filled) for d in definitions]


def _entry(definition: Definition, needs: Iterable[str], filled: Mapping[str, bool]) -> Entry:
    missing = [name for name in needs if not filled.get(name, False)]
    return {
        "id": definition.id,
        "name": {"zh": definition.name.zh, "en": definition.name.en},
        "unit": definition.unit,
        "better": definition.better,
        "segment": definition.segment,
        "kind": definition.role,
        "packs": list(definition.packs),
        "variants": [name for name in definition.ids if name != definition.id],
        "params": {name: param.default for name, param in definition.params.items()},
        "available": not missing,
        "needs": list(needs),
    }


def _needs(definitions: Definitions, definition: Definition, there: Iterable[str]) -> list[str]:
    """The kinds of which there must be records: those that any variant counts, or what it is worked out from."""
    tables = {atom.table for name in definition.ids for atom in definitions.kpi(name).atoms}
    return sorted({_kind(definitions, table, set(there)) for table in tables})


def _kind(definitions: Definitions, table: str, there: set[str]) -> str:
    known = definitions.terms.model.table(table)
    if table in there and not known.derived:
        return table
    return known.column(known.policy.link).target if known.policy.link else table


def _filled(mart: Connection) -> dict[str, bool]:
    names = [
        n for (n,) in mart.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    ]
    return {
        name: mart.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() is not None  # noqa: S608
        for name in names
    }
