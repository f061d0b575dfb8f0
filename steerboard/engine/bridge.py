"""The pipeline bridge: how the open pipeline of one instant became that of another, deal by deal.

It is about the open pipeline that is due by a day (``due_by``, the last day of a period; None for all of it), in
the scope of a question to ``pipeline_value``. Start and end are that KPI at both instants, with the condition on
the closing date; the steps between them add up exactly, in money and in deals, for every reader and group.

Each deal takes part in the steps that its change needs, in this order: its amount changes (``value_up``,
``value_down``; ``exchange`` where it is in another currency, of which the workspace's value alone is known), its
share changes hands (``moved_in``, ``moved_out``), and it leaves with the amount of the end: ``won``, ``lost``,
``removed`` (closed without a result), ``pushed_out`` (now due later). What comes in comes with the amount of the
end: ``new``, ``reopened``, ``pulled_in`` (was due later), ``moved_in``. What leaves the scope or the reader's sight
(``moved_out``) leaves with the amount of the start. Deals that came and went in between are said beside the sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlglot import exp

from steerboard.core.errors import BadInput, Refused, UnknownName
from steerboard.core.text import Text
from steerboard.engine.answer import Prepared, instant_of
from steerboard.engine.bridge_rows import ATOM, TOLD, Pairs
from steerboard.engine.bridge_story import MARKS, MEASURES, STORY, Case
from steerboard.engine.contributions import group_key
from steerboard.engine.frames import Instant, Window, local_day
from steerboard.engine.kinds.base import Key, Number, tidy
from steerboard.engine.labels import members
from steerboard.engine.model import Column
from steerboard.engine.plan.plan import TableTerms
from steerboard.engine.query import Query
from steerboard.engine.result import Member, Scalar, number
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery

KPI = "pipeline_value"
STEPS: dict[str, Text] = {
    "new": Text("New", "新增"),
    "reopened": Text("Reopened", "重新打开"),
    "pulled_in": Text("Pulled in", "提前进入"),
    "moved_in": Text("Came into view", "划入"),
    "value_up": Text("Value up", "金额调增"),
    "value_down": Text("Value down", "金额调减"),
    "exchange": Text("Other currencies revalued", "外币折算变动"),
    "pushed_out": Text("Pushed out", "推迟移出"),
    "won": Text("Won", "赢单"),
    "lost": Text("Lost", "输单"),
    "removed": Text("Closed without a result", "关闭且无结果"),
    "moved_out": Text("Went out of view", "划出"),
}
PASSED: dict[str, Text] = {
    "passed": Text("Came and went in between", "期间进出"),
    "passed_won": Text("Came and were won in between", "期间新增并赢单"),
}


@dataclass(frozen=True)
class Between:
    """From when until when (instants, or days at whose end), and by which day the pipeline is due."""

    start: date | datetime
    end: date | datetime
    due_by: date | None = None


@dataclass(frozen=True)
class Part:
    """One bar: what it adds in money and in deals, and how many deals stand behind it."""

    name: str
    value: Decimal
    deals: Number
    rows: int
    missing: Number = 0

    def document(self) -> dict[str, object]:
        label = STEPS.get(self.name) or PASSED.get(self.name)
        said = {"name": self.name, "label": str(label)} if label else {}
        told = {"value": number(self.value), "deals": self.deals, "rows": self.rows}
        return {**said, **told, "missing": self.missing}


@dataclass(frozen=True)
class Bridge:
    """The bridge of one group; ``start`` and ``end`` are the pipeline at both instants."""

    by: Mapping[str, Member]
    start: Part
    end: Part
    steps: tuple[Part, ...]
    passed: Part
    passed_won: Part

    def document(self) -> dict[str, object]:
        return {
            "by": {name: member.document() for name, member in self.by.items()},
            "start": self.start.document(),
            "steps": [step.document() for step in self.steps],
            "end": self.end.document(),
            "passed": self.passed.document(),
            "passed_won": self.passed_won.document(),
        }


@dataclass(frozen=True)
class Bridges:
    """A bridge for each group of the question; the one of all where it has none."""

    query: Query
    between: Between
    start: datetime
    end: datetime
    rows: tuple[Bridge, ...]

    def to_json(self) -> dict[str, Any]:
        due_by = self.between.due_by
        return {
            "query": self.query.document(),
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "due_by": due_by.isoformat() if due_by else None,
            "rows": [row.document() for row in self.rows],
        }


@dataclass(frozen=True)
class Deal:
    """A deal in a step: what it adds, and how it was and is. Without a side its values are None."""

    id: int
    label: str
    value: Decimal
    deals: Number
    amounts: tuple[Decimal | None, Decimal | None]
    close_dates: tuple[date | None, date | None]
    owner: Member | None
    closed_on: date | None

    def document(self) -> dict[str, object]:
        return {
            "id": self.id,
            "label": self.label,
            "value": number(self.value),
            "deals": self.deals,
            "amounts": [number(a) for a in self.amounts],
            "close_dates": [d.isoformat() if d else None for d in self.close_dates],
            "owner": self.owner.document() if self.owner else None,
            "closed_on": self.closed_on.isoformat() if self.closed_on else None,
        }


@dataclass(frozen=True)
class BridgeDeals:
    """A page of the deals of one step, those that weigh most first; their values add up to the step's."""

    part: Part
    rows: tuple[Deal, ...]
    offset: int

    def to_json(self) -> dict[str, Any]:
        rows = [row.document() for row in self.rows]
        return {"part": self.part.document(), "rows": rows, "total": self.part.rows, "offset": self.offset}


@dataclass(frozen=True)
class Page:
    """Which step, of which group, and which part of its list."""

    step: str
    key: Mapping[str, Scalar] | None = None
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class _Asked:
    """A checked question with its instants."""

    prepared: Prepared
    between: Between
    first: Window
    last: Window

    @property
    def terms(self) -> TableTerms:
        return self.prepared.checked.terms[ATOM.table]

    def pairs(self, *, told: bool = False) -> exp.Subquery:
        query = self.prepared.query
        calendar = query.calendar
        first, last = (Instant(w.start, w.end, local_day(w.start, calendar)) for w in (self.first, self.last))
        pairs = Pairs(self.prepared.scope, self.terms, (first, last), self.between.due_by, query.currency)
        return subquery(pairs.query(told=told), "p")


def bridges(prepared: Prepared, between: Between) -> Bridges:
    """The bridge of each group. ``prepared`` asks for :data:`KPI`, and by nothing that closing sets."""
    asked = _asked(prepared, between)
    width = len(asked.terms.dims)
    found: dict[Key, list[_Alike]] = defaultdict(list)
    if not width:
        found[()] = []
    for key, alike in _summed(asked, asked.pairs(), ()):
        found[key].append(alike)
    named = [
        members(prepared.store, prepared.scope, dim.column, {key[n] for key in found})
        for n, dim in enumerate(asked.terms.dims)
    ]
    rows = [
        _bridge({name: named[n][key[n]] for n, name in enumerate(prepared.query.by)}, alikes)
        for key, alikes in found.items()
    ]
    kept = [row for row in rows if not width or _occurs(row)]
    kept.sort(key=lambda row: [(m.label is None, m.label or "") for m in row.by.values()])
    return Bridges(prepared.query, between, _aware(asked.first), _aware(asked.last), tuple(kept))


def bridge_deals(prepared: Prepared, between: Between, page: Page) -> BridgeDeals:
    """The deals behind one part of one group."""
    asked = _asked(prepared, between)
    if page.step not in STORY:
        raise UnknownName(Text("part of the bridge", "变动项"), page.step, STORY)
    chosen = [_holds(asked, page.step), *_of_group(asked, page.key)]
    part = _part(page.step, [alike for _, alike in _summed(asked, asked.pairs(), chosen)])
    listed = _listing(asked, page).where(v.both([node.copy() for node in chosen]), copy=False)
    rows = prepared.store.rows(listed)
    link = Column("owner", "link", Text("Owner", "负责人"), target="user")
    owners = members(prepared.store, prepared.scope, link, {_last_known(row, 9) for row in rows})
    return BridgeDeals(part, tuple(_deal(row, owners) for row in rows), page.offset)


def _asked(prepared: Prepared, between: Between) -> _Asked:
    (kpi,) = prepared.kpis
    refused = prepared.checked.refused.get(kpi.id)
    if refused is not None:
        raise Refused(refused.text)
    table = prepared.scope.model.table(ATOM.table)
    set_by = {"closed_at", *table.closing["unknown_before"]}
    for dim in prepared.checked.terms[ATOM.table].dims:
        if any(name == table.name and column.name in set_by for name, column in dim.uses):
            raise Refused(
                Text(
                    "a bridge cannot be broken down by “{d}”, which closing a deal sets.",
                    "“{d}”会随商机关闭而改变，变动分析不能按它拆分。",
                ).fill(d=dim.name),
                where="by",
            )
    now = prepared.span.instant
    first, last = (min(now, instant_of(at, prepared.query)) for at in (between.start, between.end))
    if last < first:
        raise BadInput(
            Text(
                "the bridge ends ({b}) before it begins ({a}).", "结束时点（{b}）早于开始时点（{a}）。"
            ).fill(a=between.start, b=between.end)
        )
    return _Asked(prepared, between, first, last)


@dataclass(frozen=True)
class _Alike:
    """The deals of one group that have the same marks: how many, and the sums of their columns."""

    marks: Mapping[str, int]
    sums: Mapping[str, Decimal]
    rows: int


_SUMS = tuple(dict.fromkeys(name for m, columns in MEASURES.items() for name in (m, *columns) if name))


def _summed(asked: _Asked, pairs: exp.Subquery, where: Sequence[Node]) -> Iterator[tuple[Key, _Alike]]:
    """Deals with the same marks together: the store adds, the story says where they stand."""
    nodes, width = asked.prepared.scope.nodes, len(asked.terms.dims)
    keys = [f"d{n}" for n in range(width)] + list(MARKS)
    columns: list[Node] = [v.named(v.column(k, "p"), k) for k in keys]
    columns += [v.named(nodes.total(v.column(name, "p")), name) for name in _SUMS]
    query = select(*columns, v.named(nodes.count(), "rows"), source=pairs)
    if where:
        query.where(v.both(where), copy=False)
    query.group_by(*(v.integer(n + 1) for n in range(len(keys))), copy=False)
    for row in asked.prepared.store.rows(query):
        marks = dict(zip(MARKS, row[width : len(keys)], strict=True))
        sums = dict(zip(_SUMS, (_money(x) for x in row[len(keys) : -1]), strict=True))
        yield row[:width], _Alike(cast("Any", marks), sums, cast("int", row[-1]))


def _part(name: str, alikes: Sequence[_Alike]) -> Part:
    value, deals, missing, rows = Decimal(0), Decimal(0), Decimal(0), 0
    for alike in alikes:
        case = next((c for c in STORY[name] if c.holds(alike.marks)), None)
        if case is None:
            continue
        share, unknown = MEASURES[case.measure]
        value += case.sign * alike.sums[case.measure]
        deals += case.sign * alike.sums[share] if share else 0
        missing += alike.sums[unknown]
        rows += alike.rows
    return Part(name, value, tidy(deals, "count") or 0, rows, tidy(missing, "count") or 0)


def _holds(asked: _Asked, part: str) -> Node:
    return v.either([case.condition(asked.prepared.scope.nodes, "p") for case in STORY[part]])


def _money(value: Any) -> Decimal:
    found = tidy(value, "money")
    return found if isinstance(found, Decimal) else Decimal(0)


def _bridge(by: Mapping[str, Member], alikes: Sequence[_Alike]) -> Bridge:
    parts = {name: _part(name, alikes) for name in STORY}
    steps = tuple(parts[name] for name in STEPS)
    return Bridge(by, parts["start"], parts["end"], steps, parts["passed"], parts["passed_won"])


def _occurs(bridge: Bridge) -> bool:
    parts = (bridge.start, bridge.end, bridge.passed, *bridge.steps)
    return any(part.rows for part in parts)


def _of_group(asked: _Asked, given: Mapping[str, Scalar] | None) -> list[Node]:
    key: Key = group_key(asked.prepared, given)
    nodes = asked.prepared.scope.nodes
    return [nodes.same(v.column(f"d{n}", "p"), v.literal(value)) for n, value in enumerate(key)]


def _listing(asked: _Asked, page: Page) -> exp.Select:
    nodes, cases = asked.prepared.scope.nodes, STORY[page.step]

    def counted(of: Callable[[Case], Node]) -> Node:
        return nodes.choose([(case.condition(nodes, "p"), of(case)) for case in cases])

    value = counted(lambda case: case.value("p"))
    columns: list[Node] = [v.column("id", "p"), v.named(value, "value")]
    columns.append(v.named(counted(lambda case: case.deals("p")), "deals"))
    columns += [v.column(f"amount{side}", "p") for side in (0, 1)]
    columns += [v.column(f"{name}{side}", "p") for name in TOLD if name != "closed_on" for side in (0, 1)]
    columns.append(v.column("closed_on1", "p"))
    query = select(*columns, source=asked.pairs(told=True))
    weight = v.call("ABS", value.copy())
    order = [nodes.ordered(weight, descending=True), nodes.ordered(v.column("id", "p"))]
    query.set("order", exp.Order(expressions=order))
    if page.limit is not None:
        query.set("limit", exp.Limit(expression=v.integer(page.limit)))
    if page.offset:
        query.set("offset", exp.Offset(expression=v.integer(page.offset)))
    return query


def _deal(row: Sequence[Any], owners: Mapping[Any, Member]) -> Deal:
    identity, value, deals, before, after = row[:5]
    name, owner = _last_known(row, 5), _last_known(row, 9)
    return Deal(
        id=identity,
        label=str(name) if name is not None else f"#{identity}",
        value=_money(value),
        deals=tidy(deals, "count") or 0,
        amounts=(before, after),
        close_dates=(row[7], row[8]),
        owner=owners[owner] if owner is not None else None,
        closed_on=row[11],
    )


def _last_known(row: Sequence[Any], place: int) -> Any:
    """Of a field that stands there for both sides the end's; the start's where the deal has no end."""
    return row[place + 1] if row[place + 1] is not None else row[place]


def _aware(window: Window) -> datetime:
    return window.start.replace(tzinfo=UTC)


def whole(query: Query) -> Query:
    """The same question for the bridge's KPI alone."""
    return replace(query, kpis=(KPI,), compare=(), grain=None, sort="", limit=None)
