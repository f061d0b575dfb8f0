"""Which KPIs there are, and which records would bring those to life that have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.schema import Definition
from steerboard.engine.derived.registry import TABLES
from steerboard.engine.model import Model, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Store


@dataclass(frozen=True)
class Listed:
    """One KPI as ``kpis --format json`` lists it. ``needs`` names the kinds that have no records yet, ``waits_for``
    what will feed one that is only defined so far."""

    id: str
    name: Text
    unit: str
    better: str
    segment: str
    kind: str
    packs: tuple[str, ...]
    variants: tuple[str, ...]
    params: Mapping[str, object]
    available: bool
    needs: tuple[str, ...]
    leading: str | None = None
    waits_for: Text | None = None

    def document(self) -> dict[str, object]:
        return {
            "id": self.id,
            "name": {"zh": self.name.zh, "en": self.name.en},
            "unit": self.unit,
            "better": self.better,
            "segment": self.segment,
            "kind": self.kind,
            "packs": list(self.packs),
            "variants": list(self.variants),
            "params": dict(self.params),
            "available": self.available,
            "needs": list(self.needs),
            "leading": self.leading,
            "waits_for": self.waits_for.both() if self.waits_for else None,
        }


def listed(store: Store, definitions: Definitions) -> tuple[Listed, ...]:
    """All KPIs in the order of their files."""
    filled: dict[str, bool] = {}
    found = []
    for definition in definitions:
        kinds = kinds_of(definitions, definition)
        for kind in kinds:
            if kind not in filled:
                filled[kind] = bool(store.rows(_any(kind)))
        needs = tuple(kind for kind in kinds if not filled[kind])
        found.append(_listed(definition, needs))
    return tuple(found)


def _listed(definition: Definition, needs: tuple[str, ...]) -> Listed:
    return Listed(
        id=definition.id,
        name=definition.name,
        unit=definition.unit,
        better=definition.better,
        segment=definition.segment,
        kind=definition.role,
        packs=definition.packs,
        variants=definition.ids[1:],
        params={p.name: p.default for p in definition.params.values()},
        available=not needs and definition.waits_for is None,
        needs=needs,
        leading=definition.leading,
        waits_for=definition.waits_for,
    )


def kinds_of(definitions: Definitions, definition: Definition) -> tuple[str, ...]:
    """The kinds whose records the KPI counts; what is derived follows from its parent kind."""
    model = definitions.terms.model
    tables = (model.table(atom.table) for atom in definitions.kpi(definition.id).atoms)
    return tuple(dict.fromkeys(_source(model, table) for table in tables))


def _source(model: Model, table: Table) -> str:
    while table.derived:
        fed_by = TABLES[table.name].fed_by if table.name in TABLES else ""
        if not fed_by and table.policy.rule != "parent":
            break
        table = model.table(fed_by or table.columns[table.policy.link].target)
    return table.name


def _any(kind: str) -> exp.Select:
    return select(v.column("id", "k"), source=v.table(kind, "k")).limit(1, copy=False)
