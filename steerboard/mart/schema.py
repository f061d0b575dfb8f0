"""Which analytic tables there are, with their columns; docs/mart-tables.md says what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

from steerboard.core.workspace import Workspace
from steerboard.engine.stores.duckdb.columns import physical
from steerboard.kinds.modelfile import UNSPANNED, model_document
from steerboard.kinds.registry import DerivedTable, KindSpec, derived_tables, get, kinds

LAYOUT = 2  # to be counted up when the code fills the same model in another way

BOUNDS = ("valid_from", "valid_to", "known_from", "known_to")


@dataclass(frozen=True)
class MartTable:
    """A physical table: column names with their DuckDB types, in order."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)


def kind_tables(spec: KindSpec) -> list[MartTable]:
    """The table of a kind and its companions."""
    fields = [c for f in spec.fields.values() for c in physical(f.name, f.type)]
    fields += [c for d in spec.derived for c in physical(d.name, d.type)]
    shared = [("shared", "BOOLEAN")] if spec.owned else []
    present = [("id", "BIGINT"), *fields, *shared, ("known_from", "TIMESTAMP"), ("changed", "BOOLEAN")]
    span = [("id", "BIGINT"), *fields, *shared, *((bound, "TIMESTAMP") for bound in BOUNDS)]
    tables = [MartTable(spec.name, tuple(present))]
    if has_spans(spec):
        tables.append(MartTable(f"{spec.name}_span", tuple(span)))
    if spec.owned:
        tables.append(MartTable(f"{spec.name}_credit", _CREDIT))
    return tables


def derived_table(table: DerivedTable) -> MartTable:
    fields = [c for name, type_, _, _ in table.columns for c in physical(name, type_)]
    return MartTable(table.name, (("id", "BIGINT"), *fields, ("known_from", "TIMESTAMP")))


_CREDIT = (
    ("id", "BIGINT"),
    ("user_id", "BIGINT"),
    ("share", "DECIMAL(9,6)"),
    ("valid_from", "TIMESTAMP"),
    ("valid_to", "TIMESTAMP"),
)
_ABOVE = (("parent_id", "BIGINT"), ("region_id", "BIGINT"), ("root_id", "BIGINT"))
_DAYS = (("valid_from", "DATE"), ("valid_to", "DATE"))
ORGANISATION = (
    MartTable("team_span", (("team_id", "BIGINT"), *_ABOVE, *_DAYS)),
    MartTable("org_span", (("user_id", "BIGINT"), ("team_id", "BIGINT"), *_ABOVE, *_DAYS)),
    MartTable("org_reach", (("team_id", "BIGINT"), ("user_id", "BIGINT"), *_DAYS)),
)
ORGANISING = UNSPANNED  # the kinds that the organisation is made from


def has_spans(spec: KindSpec) -> bool:
    return spec.name not in UNSPANNED


@dataclass(frozen=True)
class Schema:
    """All tables by name, and a fingerprint that changes with whatever they are made from."""

    tables: dict[str, MartTable]
    fingerprint: str


def schema(workspace: Workspace) -> Schema:
    return _schema(workspace.currency, str(workspace.calendar.zone))


@lru_cache(maxsize=8)
def _schema(currency: str, zone: str) -> Schema:
    tables = [table for spec in kinds() for table in kind_tables(spec)]
    tables += [derived_table(table) for table in derived_tables()]
    tables += ORGANISATION
    rules = [(spec.name, spec.money_on, repr(spec.derived)) for spec in kinds()]
    body = repr((LAYOUT, model_document()["fingerprint"], rules, currency, zone))
    return Schema({t.name: t for t in tables}, hashlib.sha256(body.encode()).hexdigest()[:16])


def split_of(spec: KindSpec) -> KindSpec | None:
    """The kind whose records share out the records of ``spec``: called ``<kind>_split``, with user and share."""
    return next((s for s in kinds() if s.name == f"{spec.name}_split"), None)


def shared_by(split: KindSpec) -> KindSpec | None:
    """The reverse of :func:`split_of`."""
    name = split.name.removesuffix("_split")
    return get(name) if name != split.name else None


def visits_table(spec: KindSpec) -> DerivedTable | None:
    return next((t for t in derived_tables() if t.visits_of[0] == spec.name), None)


def create(table: MartTable) -> str:
    """The statement that makes a table; there are no keys, which cost more than they give on big tables."""
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in table.columns)
    return f'CREATE TABLE "{table.name}" ({columns})'
