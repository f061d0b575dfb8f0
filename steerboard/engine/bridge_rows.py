"""The statement of a pipeline bridge: each deal at two instants, beside each other, and what came of it.

A *side* is a deal at one of the instants, in the scope of the question and of the reader's rights. Unlike a state
it is also there when the deal is closed: at the end, since a bridge tells won from lost; at the start, since what
was closed then and is open now was reopened. Of a deal that closed in between the side is read at its closing, so
that who is credited with it is who closed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp
from typing_extensions import override

from steerboard.core.moments import BEGINNING, END
from steerboard.engine.bridge_story import ABSENT, ENDED, IN, LATER, LOST, MARKS, WON
from steerboard.engine.compile.rows import BASE, Rows
from steerboard.engine.compile.scope import Scope
from steerboard.engine.compile.states import FROM, TO, StateRows
from steerboard.engine.frames import Instant
from steerboard.engine.grammar.nodes import Node as Condition
from steerboard.engine.grammar.nodes import fields_of
from steerboard.engine.grammar.render import render
from steerboard.engine.kinds.base import Atom
from steerboard.engine.model import Table
from steerboard.engine.plan.plan import TableTerms
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, values_table

ATOM = Atom(
    "opportunity", "created_at", "sum", "money", "owner", value="amount", state=True, until="closed_at"
)
OPEN, BEGUN, CLOSED, OUTCOME = "is_open", "begun_between", "closed_between", "ended_as"
TOLD = ("name", "close_date", "owner", "closed_on")  # what a list says of a deal, for each side


def touches_closing(table: Table, node: Condition) -> bool:
    """Whether a condition asks for what closing sets: of a closed deal it says nothing about the pipeline."""
    set_by = {"closed_at", *table.closing["unknown_before"]}
    return any(use.table == table.name and use.column in set_by for use in fields_of(node))


class SideRows(Rows):
    """The rows of both sides, with the marks ``OPEN``, ``BEGUN``, ``CLOSED`` and ``OUTCOME`` beside the fields."""

    def __init__(self, scope: Scope, instants: tuple[Instant, Instant], *, credited: bool) -> None:
        super().__init__(scope, ATOM, "both" if credited else "none", instants)
        self._first, self._last = instants

    @override
    def base(self) -> exp.Subquery:
        wanted = {*self.wanted, "closed_at_on"}
        base = _Dated(self.scope, self.table, ATOM.at, ATOM.until, wanted)
        start, end = v.moment(self._first.at), v.moment(self._last.at)
        slot, t, until = v.column("slot", "i"), v.column("t", "i"), v.column(TO, "x")
        last = exp.EQ(this=slot, expression=v.integer(1))
        is_open = exp.LT(this=t, expression=until)
        closed_since = exp.GT(this=until, expression=start)
        at_closing = v.both([exp.Not(this=v.paren(is_open)), last, closed_since])
        choose = self.scope.nodes.choose
        query = select(
            *(v.column(name, "x") for name in base.columns),
            v.column(OUTCOME, "x"),
            slot.copy(),
            v.named(choose([(at_closing, until.copy())], t.copy()), "t"),
            v.named(
                choose([(at_closing.copy(), v.column("closed_at_on", "x"))], v.column("day", "i")), "day"
            ),
            v.named(is_open.copy(), OPEN),
            v.named(exp.GT(this=v.column(FROM, "x"), expression=start.copy()), BEGUN),
            v.named(closed_since.copy(), CLOSED),
            source=subquery(base.all(), "x"),
        )
        given: list[list[v.Value]] = [[n, i.at, i.day] for n, i in enumerate((self._first, self._last))]
        columns: dict[str, v.SqlType] = {"slot": "integer", "t": "timestamp", "day": "date"}
        there = v.both(
            [
                self.scope.nodes.within(t.copy(), v.column("valid_from", "x"), v.column("valid_to", "x")),
                exp.LTE(this=v.column(FROM, "x"), expression=t.copy()),
            ]
        )
        query.join(exp.Join(this=subquery(values_table(columns, given), "i"), on=there), copy=False)
        return subquery(query.where(v.both(self._matter(is_open, start, end)), copy=False), BASE)

    def _matter(self, is_open: Node, start: Node, end: Node) -> list[Node]:
        """Closed deals matter where something became of them in between; most of them never meet the instants."""
        since, until = v.column("valid_from", "x"), v.column("valid_to", "x")
        ended = exp.GT(this=v.column(TO, "x"), expression=start.copy())
        newer = exp.GT(this=since, expression=start.copy())
        older = exp.LTE(this=until, expression=end.copy())
        first = exp.EQ(this=v.column("slot", "i"), expression=v.integer(0))
        return [
            exp.LTE(this=since.copy(), expression=end.copy()),
            exp.GT(this=until.copy(), expression=start.copy()),
            v.either([ended, newer, older]),
            v.either(
                [
                    is_open.copy(),
                    v.both([first, older.copy()]),
                    v.both([exp.Not(this=v.paren(first.copy())), v.either([ended.copy(), newer.copy()])]),
                ]
            ),
        ]


class _Dated(StateRows):
    """Every version of every deal, closed ones too, with its bounds and how it ended."""

    @override
    def select(
        self, source: exp.Table | exp.Subquery, begin: Node, end: Node, present: str = ""
    ) -> exp.Select:
        query = super().select(source, self.begin(), self.end(), present)
        dated = source.name == f"{self.table.name}_span"
        for name, at in (("valid_from", BEGINNING), ("valid_to", END)):
            bound = v.column(name, "x") if dated else v.named(v.moment(at), name)
            query.select(bound, copy=False)
        return query.select(v.named(v.column("outcome", "x"), OUTCOME), copy=False)


@dataclass(frozen=True)
class Pairs:
    """Both sides of each deal in one row, by deal and group, with the marks and measures of the story.

    Columns: ``id``, ``d0``…, the :data:`MARKS`, money and shares of the :data:`MEASURES`, the amount on each side
    (``amount0``, ``amount1``); with ``told`` also :data:`TOLD` on each side.
    """

    scope: Scope
    terms: TableTerms
    instants: tuple[Instant, Instant]
    due_by: date | None
    currency: str

    @property
    def keys(self) -> list[str]:
        return [f"d{n}" for n in range(len(self.terms.dims))]

    def query(self, *, told: bool = False) -> exp.Select:
        passed = ["id", *self.keys, *MARKS[:5], "share0", "share1", "amount0", "amount1"]
        passed += [f"{name}{side}" for name in TOLD for side in (0, 1)] if told else []
        columns: list[Node] = [v.column(name, "p") for name in passed]
        shift = exp.Sub(this=v.column("share1", "p"), expression=v.column("share0", "p"))
        more = exp.Sub(this=self._amount(1), expression=self._amount(0))
        change = self.scope.nodes.weighted(more, v.column("share0", "p"))
        columns += [
            v.named(self._sign(change), "grown"),
            v.named(self._sign(shift), "handed"),
            v.named(self.scope.nodes.weighted(self._amount(0), v.column("share0", "p")), "first"),
            v.named(self.scope.nodes.weighted(self._amount(1), v.column("share1", "p")), "last"),
            v.named(change.copy(), "change"),
            v.named(self.scope.nodes.weighted(self._amount(1), v.paren(shift.copy())), "shift"),
            v.named(shift.copy(), "share_shift"),
            v.named(self._unknown(0), "unknown0"),
            v.named(self._unknown(1), "unknown1"),
        ]
        return select(*columns, source=subquery(self._pairs(told), "p"))

    def _amount(self, side: int) -> Node:
        """An amount that is not known adds nothing."""
        return self.scope.nodes.coalesce(v.column(f"amount{side}", "p"), v.integer(0))

    def _unknown(self, side: int) -> Node:
        known = exp.Not(this=exp.Is(this=v.column(f"amount{side}", "p"), expression=exp.Null()))
        return self.scope.nodes.choose([(known, v.integer(0))], v.column(f"share{side}", "p"))

    def _sign(self, of: Node) -> Node:
        zero = v.integer(0)
        more, less = (op(this=v.paren(of.copy()), expression=zero.copy()) for op in (exp.GT, exp.LT))
        cases = [(more, v.integer(1)), (less, v.integer(-1))]
        return v.cast(self.scope.nodes.choose(cases, zero), "integer")

    def _pairs(self, told: bool) -> exp.Select:
        nodes = self.scope.nodes
        keys = ["id", *self.keys]
        columns: list[Node] = [v.column(k, "s") for k in keys]
        for side, name in enumerate(MARKS[:2]):
            slot = self._at(side)
            kind = nodes.coalesce(nodes.smallest(v.column("k", "s"), slot), v.integer(ABSENT))
            share = nodes.coalesce(nodes.total(v.column("share", "s"), slot.copy()), v.integer(0))
            columns += [v.named(kind, name), v.named(share, f"share{side}")]
            for told_name in ("amount", *(TOLD if told else ())):
                value = nodes.smallest(v.column(told_name, "s"), slot.copy())
                columns.append(v.named(value, f"{told_name}{side}"))
        for name in ("begun", "closed"):
            found = nodes.largest(v.column(name, "s"), self._at(1))
            columns.append(v.named(nodes.coalesce(found, v.integer(0)), name))
        columns.append(v.named(nodes.largest(v.column("foreign", "s")), "foreign"))
        query = select(*columns, source=subquery(self._sides(told), "s"))
        return query.group_by(*(v.integer(n + 1) for n in range(len(keys))), copy=False)

    @staticmethod
    def _at(side: int) -> Node:
        return exp.EQ(this=v.column("slot", "s"), expression=v.integer(side))

    def _sides(self, told: bool) -> exp.Select:
        nodes, terms = self.scope.nodes, self.terms
        rows = SideRows(self.scope, self.instants, credited=terms.owned or terms.filters_owner)
        share = rows.share
        columns: list[Node] = [
            v.column("slot", BASE),
            v.named(rows.column(("id",), ""), "id"),
            *(v.named(rows.column(d.path, ""), f"d{n}") for n, d in enumerate(terms.dims)),
            v.named(self._kind(rows), "k"),
            v.named(v.cast(share if share is not None else v.integer(1), "decimal", 6), "share"),
            v.named(rows.column(("amount",), ""), "amount"),
            v.named(nodes.as_number(v.column(BEGUN, BASE)), "begun"),
            v.named(nodes.as_number(v.column(CLOSED, BASE)), "closed"),
            v.named(self._foreign(rows), "foreign"),
        ]
        if told:
            columns += [v.named(rows.column((name,), ""), name) for name in ("name", "close_date", "owner")]
            closed = nodes.choose([(v.column(OPEN, BASE), v.null("date"))], v.column("day", BASE))
            columns.append(v.named(closed, "closed_on"))
        kept = [*(self._condition(rows, node) for node in terms.where), *rows.kept()]
        query = rows.source(select(*columns))
        return query.where(v.both(kept), copy=False) if kept else query

    def _condition(self, rows: SideRows, node: Condition) -> Node:
        held = render(node, rows, self.scope.nodes)
        if not touches_closing(rows.table, node):
            return held
        return v.either([held, exp.Not(this=v.column(OPEN, BASE))])

    def _kind(self, rows: SideRows) -> Node:
        """What the deal is on this side. A closed deal was due when it closed."""
        is_open, ended = v.column(OPEN, BASE), v.column(OUTCOME, BASE)
        due: Node = v.boolean(True)
        if self.due_by is not None:
            due = exp.LTE(this=rows.column(("close_date",), ""), expression=v.day(self.due_by))
        cases = [
            (v.both([is_open, due]), v.integer(IN)),
            (is_open.copy(), v.integer(LATER)),
            (exp.EQ(this=ended, expression=v.text("won")), v.integer(WON)),
            (exp.EQ(this=ended.copy(), expression=v.text("lost")), v.integer(LOST)),
        ]
        return v.cast(self.scope.nodes.choose(cases, v.integer(ENDED)), "integer")

    def _foreign(self, rows: SideRows) -> Node:
        """1 where the amount was turned into the workspace's currency."""
        if not self.currency:
            return v.cast(v.integer(0), "integer")
        nodes = self.scope.nodes
        given = nodes.lower(nodes.coalesce(rows.column(("currency",), ""), v.text("")))
        own = nodes.is_in(given, ["", self.currency.lower()])
        return v.cast(nodes.choose([(own, v.integer(0))], v.integer(1)), "integer")
