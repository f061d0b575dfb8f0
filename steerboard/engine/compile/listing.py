"""The statement that lists the rows of one part of a figure."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from steerboard.engine.compile.rows import Rows
from steerboard.engine.compile.scan import Select
from steerboard.engine.compile.scope import Scope
from steerboard.engine.frames import Instant, read_at
from steerboard.engine.kinds.base import Key, Part
from steerboard.engine.plan.plan import TableTerms
from steerboard.engine.plan.scans import Scan
from steerboard.engine.plan.slices import slicing
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import limited, select, subquery


@dataclass(frozen=True)
class Listing:
    """Rows of (id, id of the record, its label, local day, credited person, value, share)."""

    rows: exp.Select
    record_kind: str
    owned: bool

    def count(self) -> exp.Select:
        return select(exp.Count(this=exp.Star()), source=subquery(self.rows.copy(), "l"))

    def page(self, limit: int | None, offset: int) -> exp.Select:
        """Some of the rows, in an order that does not change."""
        names = ("id", "record", "label", "on", "person", "value", "share")
        query = select(*(v.column(n, "l") for n in names), source=subquery(self.rows.copy(), "l"))
        keys = [exp.Ordered(this=v.column(n, "l"), nulls_first=False) for n in ("on", "id", "person")]
        query.set("order", exp.Order(expressions=keys))
        if limit is not None:
            limited(query, limit)
        if offset:
            query.set("offset", exp.Offset(expression=v.integer(offset)))
        return query


def listing(scope: Scope, terms: TableTerms, part: Part, key: Key) -> Listing:
    """The rows of ``part`` in the group ``key`` (of all groups where it is empty)."""
    atom = part.atom
    calendar = scope.calendar
    instants: tuple[Instant, ...] = ()
    cut = None
    if atom.state:
        instants = (read_at(part.window, calendar),)
    else:
        cut = slicing([part.window], calendar)
    credited = terms.filters_owner or (terms.owned and bool(key))
    scan = Scan((atom,), terms.dims, terms.where, cut, instants, credited, per_row=True)
    on = Select(scope, scan, "both" if credited else "none")
    rows = on.rows
    names = [d.name.rpartition(".")[2] for d in terms.dims]
    group = [
        scope.nodes.same(rows.column(d.path, ""), v.literal(value))
        for d, name, value in zip(terms.dims, names, key, strict=False)
        if not part.is_whole(name)
    ]
    owned = bool(rows.owner_path)
    kind, record, label = _record(rows)
    columns: list[Node] = [
        v.named(rows.column(("id",), ""), "id"),
        v.named(record, "record"),
        v.named(label, "label"),
        v.named(rows.day, "on"),
        v.named(_person(rows, atom.weighted, owned), "person"),
        v.named(on.value(atom), "value"),
        v.named(_share(rows, atom.weighted), "share"),
    ]
    if atom.each:
        return Listing(_first_of_each(scope, on, columns, group), kind, owned)
    query = on.select(columns).where(v.both(group), copy=False) if group else on.select(columns)
    if credited and not atom.weighted:
        query.distinct(copy=False)  # a record counts once for a group, whoever of it shares in it
    return Listing(query, kind, owned)


def _first_of_each(scope: Scope, on: Select, columns: list[Node], group: list[Node]) -> exp.Select:
    """Of each subject the first row, if the atom's condition holds for it."""
    condition = on.condition(on.scan.atoms[0].where) if on.scan.atoms[0].where else v.boolean(True)
    more = [
        v.named(on.subject(), "subject"),
        v.named(on.rows.at, "at"),
        v.named(scope.nodes.holds(condition), "counts"),
    ]
    rows = on.select([*columns, *more]).where(v.both(group), copy=False)
    place = scope.nodes.rank([v.column("subject", "s")], [v.column("at", "s"), v.column("id", "s")])
    ranked = exp.Select(expressions=[exp.Star()]).from_(subquery(rows, "s"), copy=False)
    ranked.select(v.named(place, "place"), copy=False)
    first = exp.EQ(this=v.column("place", "p"), expression=v.integer(1))
    listed = exp.Select(expressions=[exp.Star()]).from_(subquery(ranked, "p"), copy=False)
    return listed.where(v.both([first, v.column("counts", "p")]), copy=False)


def _record(rows: Rows) -> tuple[str, Node, Node]:
    """The record that can be opened: the row itself, or what it is a part of, with its name.

    What the engine works out is no record: there it is the first one that it leads to.
    """
    table, path = rows.anchor_table, rows.anchor
    link = next((c for c in table.columns.values() if c.type == "link"), None) if table.derived else None
    if link is not None:
        table, path = rows.scope.model.table(link.target), (*path, link.name)
    display: Node = v.null("text")
    if table.display:
        display = rows.column((*path, table.display), "")
    identity = rows.column(path if link is not None else (*path, "id"), "")
    return table.name, identity, display


def _person(rows: Rows, weighted: bool, owned: bool) -> Node:
    if not owned or (rows.credit != "none" and not weighted):
        return v.null("integer")
    return rows.column(rows.owner_path, "")


def _share(rows: Rows, weighted: bool) -> Node:
    share = rows.share if weighted else None
    return share if share is not None else v.integer(1)
