"""From a scan to its statement. Facts are added up before they meet the organisation.

Columns of a row: the slice keys, the dimensions, then for each atom n (of a count) or value, n and missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from steerboard.engine.compile.rows import Credit, Rows, org_join
from steerboard.engine.compile.scope import Scope
from steerboard.engine.compile.time import Days, meeting, slice_keys, within
from steerboard.engine.grammar.render import render
from steerboard.engine.kinds.base import Atom
from steerboard.engine.plan.dims import Dim
from steerboard.engine.plan.scans import Scan
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes
from steerboard.engine.sql.shapes import select, subquery, union

SHARE_PLACES = 6


def compile_scan(scope: Scope, scan: Scan) -> exp.Query:
    """The statement of a scan."""
    if scan.each:
        return _first_of_each(scope, scan)
    if not scan.credited:
        return Select(scope, scan, "none").grouped(scan.dims)
    if not scan.additive:
        return _once(scope, scan)
    ways = _ways(scope, scan)
    late = () if scan.per_row else tuple(d for d in scan.dims if _of_owner(scope, scan, d))
    if late:
        return _late_organisation(scope, scan, late, ways)
    return union([Select(scope, scan, credit).grouped(scan.dims) for credit in ways], distinct=False)


def _ways(scope: Scope, scan: Scan) -> tuple[Credit, ...]:
    """How the rows are read, one select for each.

    Rows that cost something to find (states, derived tables) are found once, with each person's share beside them;
    of large tables the few shared rows are read apart, so that the others need no join.
    """
    once, credit = scan.slicing is None or scope.model.table(scan.table).derived, _all(scope, scan)
    return (credit,) if once or credit == "whole" else ("whole", "shared")


def _all(scope: Scope, scan: Scan) -> Credit:
    """All rows in one select."""
    return "whole" if Rows(scope, scan.atoms[0]).unshared else "both"


def _of_owner(scope: Scope, scan: Scan, dim: Dim) -> bool:
    """Whether the dimension is the place of the credited person, found from person and day alone."""
    rows = Rows(scope, scan.atoms[0])
    owner = rows.owner_path
    if dim.path[: len(owner)] != owner or not 1 <= len(dim.path) - len(owner) <= 2:
        return False
    rest = dim.path[len(owner) :]
    return rest in (("team",), ("region",)) or (rest[0] == "team" and scope.added("team", rest[-1]))


def _late_organisation(
    scope: Scope, scan: Scan, late: tuple[Dim, ...], ways: tuple[Credit, ...]
) -> exp.Query:
    """Added up by person and day first, and only then by the team that the person was in on the day."""
    early = tuple(d for d in scan.dims if d not in late)
    daily = scope.org == "then"
    after = daily and scan.slicing is not None and scan.slicing.daily  # the day tells the slice, too
    inner = union(
        [Select(scope, scan, way, sliced=not after).grouped(early, person=True, daily=daily) for way in ways],
        distinct=False,
    )
    day = v.column("day", "g") if daily else v.day(scope.today)
    own = {d: v.column(f"d{n}", "g") for n, d in enumerate(early)}
    if after:
        assert scan.slicing is not None
        keys = slice_keys(Days(scope, "g"), scan.slicing)
    else:
        keys = [v.column(f"k{n}", "g") for n in range(scan.key_width)]
    columns: list[Node] = [v.named(key, f"k{n}") for n, key in enumerate(keys)]
    for n, dim in enumerate(scan.dims):
        place: exp.Expression = own[dim] if dim in own else v.column(_place_column(dim), "org")
        columns.append(v.named(place, f"d{n}"))
    width = len(columns)
    sums = [f"{c}{n}" for n, atom in enumerate(scan.atoms) for c in ("n" if atom.width == 1 else "vnm")]
    columns += [v.named(exp.Sum(this=v.column(name, "g")), name) for name in sums]
    query = select(*columns, source=subquery(inner, "g"))
    query.join(org_join(v.column("person", "g"), day, "org", of_user=True), copy=False)
    return _group(query, width)


def _place_column(dim: Dim) -> str:
    return f"{dim.path[-1]}_id"


def _once(scope: Scope, scan: Scan) -> exp.Query:
    """Each record once for each group it falls in, however many of those who share it are in the group."""
    inner = Select(scope, scan, _all(scope, scan)).listed(scan.dims).distinct(copy=False)
    keys = [f"k{n}" for n in range(scan.key_width)] + [f"d{n}" for n in range(len(scan.dims))]
    columns: list[Node] = [v.column(k, "g") for k in keys]
    for n, atom in enumerate(scan.atoms):
        columns += aggregates(scope, atom, _Listed(n), n)
    query = select(*columns, source=subquery(inner, "g"))
    return _group(query, len(keys))


def _first_of_each(scope: Scope, scan: Scan) -> exp.Query:
    """The first row of each subject in each group and slice; all who share in that row are counted for it."""
    on = Select(scope, scan, _all(scope, scan) if scan.credited else "none")
    keys = [f"k{n}" for n in range(scan.key_width)] + [f"d{n}" for n in range(len(scan.dims))]
    place = scope.nodes.rank(
        [v.column(k, "l") for k in (*keys, "subject")], [v.column(c, "l") for c in ("at", "id")]
    )
    ranked = exp.Select(expressions=[exp.Star()]).from_(subquery(on.listed(scan.dims), "l"), copy=False)
    ranked.select(v.named(place, "place"), copy=False)
    shared = on.rows.share is not None
    columns: list[Node] = [v.column(k, "g") for k in keys]
    for n, atom in enumerate(scan.atoms):
        columns += aggregates(scope, atom, _Listed(n, shared), n)
    query = select(*columns, source=subquery(ranked, "g"))
    query.where(exp.EQ(this=v.column("place", "g"), expression=v.integer(1)), copy=False)
    return _group(query, len(keys))


@dataclass(frozen=True)
class _Listed:
    """The columns of one atom in a list of rows: ``v`` its value, ``c`` whether the row belongs to it."""

    number: int
    shared: bool = False

    def value(self) -> Node:
        return v.column(f"v{self.number}", "g")

    def condition(self) -> Node | None:
        return v.column(f"c{self.number}", "g")

    def share(self) -> Node | None:
        return v.column("share", "g") if self.shared else None


class Select:
    """One select over :class:`Rows` with a given way of credit."""

    def __init__(self, scope: Scope, scan: Scan, credit: Credit, *, sliced: bool = True) -> None:
        self.scope = scope
        self.sliced = sliced
        self.scan = scan
        self.rows = Rows(scope, scan.atoms[0], credit, scan.instants)
        texts = {atom.where for atom in scan.atoms}
        self.common = texts.pop() if len(texts) == 1 and not scan.each else ""

    def grouped(self, dims: Sequence[Dim], *, person: bool = False, daily: bool = False) -> exp.Select:
        """The aggregates by slice and dimensions; with ``person`` and ``daily`` by those too."""
        keys = self._keys(dims)
        if person:
            keys.append(v.named(self.rows.column(self.rows.owner_path, ""), "person"))
        if daily:
            keys.append(v.named(self.rows.day, "day"))
        columns: list[Node] = list(keys)
        for n, atom in enumerate(self.scan.atoms):
            told = aggregates(self.scope, atom, _Direct(self, atom), n)
            columns += self._even(atom, told) if self.rows.credit == "whole" else told
        return _group(self.select(columns), len(keys))

    def _even(self, atom: Atom, told: list[Node]) -> list[Node]:
        """Sums with as many decimals as their like with shares: a store that evens types out itself drops some."""
        if atom.aggregate != "sum":
            return told
        of = self.scope.terms.value(atom.table, atom.value).type
        if not of.exact:
            return told
        value = v.cast(told[0].this, "decimal", of.places + SHARE_PLACES)
        return [v.named(value, told[0].alias), *told[1:]]

    def listed(self, dims: Sequence[Dim]) -> exp.Select:
        """The rows themselves: keys, id, and for each atom its value and whether the row belongs to it.

        Of a scan with ``each`` also the subject, the time and the share.
        """
        columns: list[Node] = [*self._keys(dims), v.named(self.rows.column(("id",), ""), "id")]
        if self.scan.each:
            columns += [v.named(self.subject(), "subject"), v.named(self.rows.at, "at")]
            if self.rows.share is not None:
                columns.append(v.named(self.rows.share, "share"))
        for n, atom in enumerate(self.scan.atoms):
            direct = _Direct(self, atom)
            condition = direct.condition()
            holds = v.boolean(True) if condition is None else self.scope.nodes.holds(condition)
            columns += [v.named(direct.value(), f"v{n}"), v.named(holds, f"c{n}")]
        return self.select(columns)

    def _keys(self, dims: Sequence[Dim]) -> list[Node]:
        keys: list[Node] = []
        if self.sliced:
            cut = self.scan.slicing
            keys = [v.column("slot", "r")] if cut is None else slice_keys(self.rows, cut)
        named: list[Node] = [v.named(key, f"k{n}") for n, key in enumerate(keys)]
        return named + [v.named(self.rows.column(d.path, ""), f"d{n}") for n, d in enumerate(dims)]

    def select(self, columns: list[Node]) -> exp.Select:
        conditions: list[Node | None] = [render(w, self.rows, self.scope.nodes) for w in self.scan.where]
        if self.common:
            conditions.append(self.condition(self.common))
        if self.scan.each:
            conditions.append(exp.Not(this=exp.Is(this=self.subject(), expression=exp.Null())))
            among = self.scan.atoms[0].among
            conditions += [self.condition(among)] if among else []
        if self.scan.slicing is not None:
            conditions.append(within(self.rows, self.scan.slicing))
        conditions += self.rows.kept()
        query = self.rows.source(select(*columns))
        if self.scan.slicing is not None and self.scan.slicing.way == "windows":
            query.join(meeting(self.rows, self.scan.slicing), copy=False)
        return query.where(v.both(conditions), copy=False) if conditions else query

    def subject(self) -> Node:
        """Of what only the first row counts."""
        return self.rows.column(tuple(self.scan.each.split(".")), "")

    def value(self, atom: Atom) -> Node:
        """What a row has for the atom; 1 for a count."""
        return _Direct(self, atom).value()

    def condition(self, text: str) -> Node:
        return render(self.scope.terms.condition(self.scan.table, text), self.rows, self.scope.nodes)


@dataclass(frozen=True)
class _Direct:
    """An atom's expressions over the rows of a select."""

    on: Select
    atom: Atom

    def value(self) -> Node:
        if not self.atom.value:
            return v.integer(1)
        node = self.on.scope.terms.value(self.atom.table, self.atom.value)
        return render(node, self.on.rows, self.on.scope.nodes)

    def condition(self) -> Node | None:
        if not self.atom.where or self.atom.where == self.on.common:
            return None
        return self.on.condition(self.atom.where)

    def share(self) -> Node | None:
        return self.on.rows.share if self.atom.weighted else None


def aggregates(scope: Scope, atom: Atom, row: _Direct | _Listed, number: int) -> list[Node]:
    """Value, n and missing of an atom, weighed by the share where rows have one."""
    nodes, share = scope.nodes, row.share()
    if atom.aggregate == "count":
        return [v.named(_counted(nodes, row.condition(), share), f"n{number}")]
    known = exp.Not(this=exp.Is(this=v.paren(row.value()), expression=exp.Null()))
    unknown = exp.Is(this=v.paren(row.value()), expression=exp.Null())
    if share is None:
        n, value = nodes.count_of(row.value(), row.condition()), row.value()
    else:
        n = _counted(nodes, v.both([row.condition(), known]), share)
        value = exp.Mul(this=v.paren(row.value()), expression=share.copy())
    missing = _counted(nodes, v.both([row.condition(), unknown]), share)
    if atom.aggregate == "quantile":
        return _three(number, nodes.quantile(value, atom.share, row.condition()), n, missing)
    return _three(number, nodes.total(value, row.condition()), n, missing)


def _counted(nodes: Nodes, condition: Node | None, share: Node | None) -> Node:
    return nodes.count(condition) if share is None else nodes.total(share.copy(), condition)


def _three(number: int, value: Node, n: Node, missing: Node) -> list[Node]:
    return [v.named(value, f"v{number}"), v.named(n, f"n{number}"), v.named(missing, f"m{number}")]


def _group(query: exp.Select, width: int) -> exp.Select:
    if width:
        query.group_by(*(v.integer(n + 1) for n in range(width)), copy=False)
    return query
