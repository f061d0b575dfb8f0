"""What cannot be answered rightly, and why: dimensions a KPI does not have, mixed attribution, field rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from steerboard.core.errors import BadInput, UnknownName, did_you_mean
from steerboard.core.text import Text
from steerboard.engine.compile.rights import sees_all
from steerboard.engine.compile.scope import Scope
from steerboard.engine.definition.library import Kpi
from steerboard.engine.derived.registry import TABLES
from steerboard.engine.frames import Frame
from steerboard.engine.grammar.nodes import Field, Node, fields_of, paths_of
from steerboard.engine.kinds.base import SET, Atom, Reason
from steerboard.engine.model import Column, Table
from steerboard.engine.paths import Path, parents
from steerboard.engine.people import NO_PLACE, places_of
from steerboard.engine.plan.dims import Dim, Dimensions, no_dim
from steerboard.engine.plan.plan import TableTerms
from steerboard.engine.query import Query

NO_RIGHT = Reason("no_right", Text("you have no right to read its fields", "你无权查看其所需字段"))


@dataclass(frozen=True)
class Checked:
    """For each table the question's dimensions and conditions; for each KPI why it cannot be answered, if so."""

    terms: dict[str, TableTerms]
    refused: dict[str, Reason]

    @cached_property
    def dims(self) -> tuple[Dim, ...]:
        """The question's dimensions, each as a table has it that has it at all."""
        of_tables = [terms.dims for terms in self.terms.values()]
        return tuple(next((d for d in same if d.path), same[0]) for same in zip(*of_tables, strict=True))


def check(query: Query, kpis: Sequence[Kpi], scope: Scope, dimensions: Dimensions, frame: Frame) -> Checked:
    """Raises UnknownName where a dimension or a field of a condition means nothing to any of the KPIs, BadInput where a
    dimension could mean several things to each of them.

    ``frame`` is any of the question's: which parts a figure has does not depend on it.
    """
    tables = tuple(dict.fromkeys(a.table for k in kpis for a in k.atoms if a.scanned))
    terms: dict[str, TableTerms] = {}
    lacking: dict[str, Reason] = {}
    absent: dict[str, frozenset[str]] = {}
    conditions = _Conditions(query, scope, tables)
    unclear = _unclear(query, tables, dimensions)
    lacking |= {table: Reason("no_dimension", error.message) for table, error in unclear.items()}
    for table in (t for t in tables if t not in unclear):
        dims = [_readable(scope, dimensions.of(name, table), name, dimensions, tables) for name in query.by]
        absent[table] = frozenset(n for n, dim in zip(query.by, dims, strict=True) if dim is None)
        where = conditions.of(table)
        if where is None:
            lacking[table] = conditions.reason(table)
        else:
            here = tuple(dim or no_dim(name) for name, dim in zip(query.by, dims, strict=True))
            terms[table] = _terms(scope, table, here, where)
    _nobody_has(query, tuple(t for t in tables if t not in unclear), dimensions)
    refused: dict[str, Reason] = {}
    for kpi in kpis:
        reason = _undivided(kpi, scope, absent, frame) or _refusal(kpi, scope, terms, lacking)
        if reason is not None:
            refused[kpi.id] = reason
    return Checked(terms, refused)


def _unclear(query: Query, tables: Sequence[str], dimensions: Dimensions) -> dict[str, BadInput]:
    """The tables to which a dimension could mean several things; an error where that is so of all."""
    found: dict[str, BadInput] = {}
    for table in tables:
        try:
            for name in query.by:
                dimensions.of(name, table)
        except BadInput as error:
            found[table] = error
    if found and len(found) == len(tables):
        raise next(iter(found.values()))
    return found


def _undivided(kpi: Kpi, scope: Scope, absent: Mapping[str, frozenset[str]], frame: Frame) -> Reason | None:
    """A dimension that a part would have to be broken down by, and does not have."""
    parts = kpi.measure.parts(frame)
    whole = {p.atom for p in parts} - {
        p.atom for p in parts for n in absent.get(p.atom.table, ()) if not p.is_whole(n.rpartition(".")[2])
    }
    for atom in kpi.atoms:
        lacks = absent.get(atom.table) if atom.scanned and atom not in whole else None
        if lacks:
            return _no_dimension(min(lacks), scope.model.table(atom.table))
    return None


def _terms(scope: Scope, table: str, dims: tuple[Dim, ...], where: tuple[Node, ...]) -> TableTerms:
    owner = _owner_path(scope, scope.model.table(table))
    credited = bool(owner) and _anchor(scope, scope.model.table(table)).credits

    def touches(path: Path) -> bool:
        return credited and path[: len(owner)] == owner

    filters = any(touches(path) for node in where for path in paths_of(node))
    return TableTerms(dims, where, any(touches(d.path) for d in dims), filters)


def _refusal(
    kpi: Kpi, scope: Scope, terms: dict[str, TableTerms], lacking: dict[str, Reason]
) -> Reason | None:
    if not may_read(scope, kpi.atoms):
        return NO_RIGHT
    read = [a for a in kpi.atoms if a.scanned]
    for atom in read:
        if atom.table in lacking:
            return lacking[atom.table]
    if kpi.asked_of_people and any(places_of(terms[a.table].dims) is None for a in read):
        return NO_PLACE
    by_person = [terms[a.table] for a in read if terms[a.table].owned or terms[a.table].filters_owner]
    whole = {a.attribution for a in read if a.attribution != "owner"}
    narrowed = any(not sees_all(scope.rights, table) for a in read for table in _told_of(scope, a.table))
    if whole and by_person:
        return MIXED
    if "company" in whole and narrowed:
        return COMPANY
    return None


MIXED = Reason(
    "attribution",
    Text(
        "a part of it belongs to the company and not to persons, so it cannot be broken down by owner",
        "其中一部分归属公司而非个人，无法按负责人拆分",
    ),
)
COMPANY = Reason(
    "attribution",
    Text(
        "it is a figure of the whole company, and you see a part of it",
        "这是全公司口径的指标，而你只能看到其中一部分",
    ),
)


def may_read(scope: Scope, atoms: Iterable[Atom]) -> bool:
    """Whether the reader has the right to every field that the atoms touch."""
    tags = {tag for atom in atoms for tag in tags_of(scope, atom)}
    return all(scope.rights.may_read(tag) for tag in tags)


def tags_of(scope: Scope, atom: Atom) -> frozenset[str]:
    """The sensitivity tags of everything that an atom reads."""
    if atom.aggregate in SET or atom.aggregate == "people":
        return frozenset()
    values = (atom.at, atom.until, atom.value, atom.each)
    nodes = [scope.terms.value(atom.table, path) for path in values if path]
    nodes += [scope.terms.condition(atom.table, text) for text in (atom.where, atom.among) if text]
    return frozenset(use.tag for node in nodes for use in fields_of(node))


def _readable(
    scope: Scope, dim: Dim | None, name: str, dimensions: Dimensions, tables: tuple[str, ...]
) -> Dim | None:
    """A dimension over a field that the reader has no right to is as one that does not exist."""
    if dim is not None and not all(scope.rights.may_read(c.tag) for _, c in dim.uses):
        raise dimensions.unknown(name, tables)
    return dim


def _nobody_has(query: Query, tables: tuple[str, ...], dimensions: Dimensions) -> None:
    for name in query.by:
        if tables and all(dimensions.of(name, table) is None for table in tables):
            raise dimensions.unknown(name, tables)


def _no_dimension(name: str, table: Table) -> Reason:
    text = Text("{t} has no “{n}”", "{t}没有“{n}”维度").fill(t=table.plural, n=name)
    return Reason("no_dimension", text)


class _Conditions:
    """The question's conditions, read for each table; an error in one is raised if no table takes it."""

    def __init__(self, query: Query, scope: Scope, tables: tuple[str, ...]) -> None:
        self._scope = scope
        self._nodes: dict[str, tuple[Node, ...] | None] = dict.fromkeys(tables, ())
        self._why: dict[str, Reason] = {}
        for text in query.where:
            errors = []
            for table in tables:
                try:
                    node = self._read(table, text)
                except UnknownName as error:
                    errors.append(error)
                    self._nodes[table] = None
                    self._why[table] = Reason("no_such_field", error.message)
                    continue
                before = self._nodes[table]
                self._nodes[table] = None if before is None else (*before, node)
            if errors and len(errors) == len(tables):
                raise errors[0]

    def of(self, table: str) -> tuple[Node, ...] | None:
        return self._nodes[table]

    def reason(self, table: str) -> Reason:
        return self._why[table]

    def _read(self, table: str, text: str) -> Node:
        """A field that the reader has no right to is as one that does not exist."""
        try:
            node = self._parsed(table, text)
        except UnknownName as error:
            raise self._without_tagged(error) from None
        for use in fields_of(node):
            if not self._scope.rights.may_read(use.tag):
                columns = self._scope.model.table(use.table).columns
                known = [n for n, c in columns.items() if self._scope.rights.may_read(c.tag)]
                raise UnknownName(Text("field", "字段"), use.column, known, where="where")
        return node

    def _without_tagged(self, error: UnknownName) -> UnknownName:
        """The error without names of fields that the reader has no right to."""
        tables = self._scope.model.tables.values()
        tagged = {n for t in tables for n, c in t.columns.items() if not self._scope.rights.may_read(c.tag)}
        error.nearest = tuple(name for name in error.nearest if name not in tagged)
        error.hint = did_you_mean(error.nearest)
        return error

    def _parsed(self, table: str, text: str) -> Node:
        """Fields of the row, or of the record that it is a part of (an order line's order)."""
        terms, model = self._scope.terms, self._scope.model
        try:
            return terms.condition(table, text, where="where")
        except UnknownName as error:
            above = parents(model, model.table(table))
            steps: list[tuple[str, Column]] = []
            here = model.table(table)
            for n, link in enumerate(above, 1):
                steps.append((here.name, here.columns[link]))
                here = model.table(here.columns[link].target)
                try:
                    return under(terms.condition(here.name, text), above[:n], tuple(steps))
                except UnknownName:
                    continue
            raise error


def under(node: Node, links: Path, steps: tuple[tuple[str, Column], ...]) -> Node:
    """The same tree with every field reached through ``links`` first."""
    if isinstance(node, Field):
        return replace(node, path=(*links, *node.path), steps=(*steps, *node.steps))
    changed: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, Node):
            changed[item.name] = under(value, links, steps)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[item.name] = tuple(under(v, links, steps) for v in value)
    return replace(node, **changed) if changed else node


def _told_of(scope: Scope, table: str) -> list[Table]:
    """The kinds whose rows a table's rows tell of."""
    beyond = TABLES[table].tells_of if table in TABLES else ()
    return [_anchor(scope, scope.model.table(table)), *(scope.model.table(kind) for kind in beyond)]


def _anchor(scope: Scope, table: Table) -> Table:
    for link in parents(scope.model, table):
        table = scope.model.table(table.columns[link].target)
    return table


def _owner_path(scope: Scope, table: Table) -> Path:
    link = _anchor(scope, table).policy.link
    return (*parents(scope.model, table), link) if link else ()
