"""The rows that a scan reads: a source, the joins that paths ask for, who is credited, who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlglot import exp

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.compile import rights, states
from steerboard.engine.compile.scope import Scope
from steerboard.engine.compile.states import state_source
from steerboard.engine.derived.registry import AS_OF, COLUMNS, COMPUTED, FRAMED, VIRTUAL
from steerboard.engine.frames import Instant
from steerboard.engine.grammar.nodes import Part
from steerboard.engine.grammar.render import PERIOD_END, PERIOD_START, TODAY
from steerboard.engine.kinds.base import Atom
from steerboard.engine.model import Column, Table
from steerboard.engine.paths import Path, parents, whole
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import subquery

Credit = Literal["none", "whole", "shared", "both"]
BASE = "r"
_SHARE = exp.DataType.build("DECIMAL(20, 6)")  # wide enough that DuckDB makes a product with it wide, too


class Rows:
    """One ``FROM`` with its joins, growing as columns are asked for.

    ``credit`` says which rows and how: ``none`` looks at no credit; ``whole`` takes the rows that nobody shares
    (their owner has all of it), ``shared`` the others, once for each person who has a share at the time; ``both``
    takes all. It is the resolver of the grammar's renderer.
    """

    def __init__(
        self, scope: Scope, atom: Atom, credit: Credit = "none", instants: Sequence[Instant] = ()
    ) -> None:
        self.scope = scope
        self.atom = atom
        self.credit = credit
        self.table = scope.model.table(atom.table)
        self.anchor = parents(scope.model, self.table)
        self._instants = instants
        self._used: set[str] = set()
        self._joins: dict[Path, exp.Join] = {}
        self._tables: dict[Path, Table] = {(): self.table}
        owner_link = self.anchor_table.policy.link
        self.owner_path: Path = (*self.anchor, owner_link) if owner_link else ()

    # --- what the grammar asks ----------------------------------------------------------------------------

    def column(self, path: Path, part: Part) -> exp.Expression:
        """The expression of a field; a link gives its id."""
        if path == TODAY:
            return v.day(self.scope.today)
        if path in (PERIOD_START, PERIOD_END):
            return self._of_period(states.PERIOD_START if path == PERIOD_START else states.PERIOD_END)
        if not path:
            return v.null()
        *links, name = path
        if path == self.owner_path and self.credit != "none":
            return self._credited_user()
        if self._organisational(path):
            return self._organisation(path)
        alias, table = self._linked(tuple(links))
        if name == "id":
            return v.column("id", alias)
        column = table.column(name)
        if (table.name, name) in COLUMNS:
            return self._derived(tuple(links), alias, table, column, part)
        if (table.name, name) in FRAMED:
            return self._framed(tuple(links), alias, table, column)
        if (table.name, name) in COMPUTED:
            computed = COMPUTED[(table.name, name)]
            fields = [self.column((*links, field), "") for field in computed.of]
            return computed.value(self.scope.nodes, fields)
        physical = _physical(column, part)
        if name == AS_OF and self.scope.added(table.name, name) and (links or not self.atom.state):
            raise _only_in_states(name)
        if alias == BASE:
            self._used.add(physical)
        return v.column(physical, alias)

    # --- time -----------------------------------------------------------------------------------------------

    @property
    def at(self) -> exp.Expression:
        """The time at which a row counts: its time basis (an instant or a date), or the instant that was asked for."""
        if self.atom.state:
            return v.column("t", BASE)
        return self.column(tuple(self.atom.at.split(".")), "")

    @property
    def instant(self) -> exp.Expression:
        """:attr:`at` as an instant: a date counts from the local beginning of its day."""
        return self.at if self.atom.state or self.timed else self.scope.starts(self.at)

    @property
    def day(self) -> exp.Expression:
        """The local day of :attr:`at`."""
        if self.atom.state:
            return v.column("day", BASE)
        return self.column(tuple(self.atom.at.split(".")), "on" if self.timed else "")

    @property
    def timed(self) -> bool:
        """Whether the time basis is an instant and not a plain date."""
        return self.scope.terms.column(self.atom.table, self.atom.at).type == "time"

    # --- credit and rights ------------------------------------------------------------------------------------

    @property
    def share(self) -> exp.Expression | None:
        """The share with which a row counts for its person; None where it is 1."""
        if self.credit in ("none", "whole"):
            return None
        share = self.scope.nodes.coalesce(v.column("share", self._credit_alias()), v.integer(1))
        return exp.Cast(this=share, to=_SHARE.copy())

    def kept(self) -> list[Node]:
        """The conditions of ``credit``, of the record that the rows are a part of, and of the reader's rights."""
        conditions: list[Node] = []
        if self.credit in ("whole", "shared"):
            shared = v.column("shared", self._linked(self.anchor)[0])
            conditions.append(exp.Not(this=shared) if self.credit == "whole" else shared)
        if self.anchor and not self.table.derived:  # what is a part of an absent record is absent with it
            whole = v.column("id", self._linked(self.anchor)[0])
            conditions.append(exp.Not(this=exp.Is(this=whole, expression=exp.Null())))
        visible = self._visible()
        return conditions if visible is None else [*conditions, visible]

    def source(self, query: exp.Select) -> exp.Select:
        """``query`` from these rows. Ask for all columns first: they decide the joins."""
        query.from_(self.base(), copy=False)
        for join in self._joins.values():
            query.join(join, copy=False)
        return query

    def base(self) -> exp.Table | exp.Subquery:
        """The rows themselves, under the alias ``BASE``."""
        if not self.atom.state:
            return self.scope.source(self.table.name, BASE)
        span = (self.atom.at, self.atom.until)
        return state_source(self.scope, self.table, span, self._instants, self.wanted, BASE)

    @property
    def unshared(self) -> bool:
        """Whether nobody shares any of the rows. Of states and of what was known once it is not known beforehand."""
        present = not self.atom.state and self.scope.known is None
        return present and self.anchor_table.name in self.scope.facts.unshared

    @property
    def wanted(self) -> set[str]:
        """The columns that a state gives: its instant, who had it, and what was asked for."""
        return {"slot", "t", "day", "id", "shared", f"{self.table.policy.link}_id", *self._used}

    def _visible(self) -> Node | None:
        owned = self.anchor_table
        reader = self.scope.rights
        if rights.sees_all(reader, owned):
            return None
        if rights.sees_none(reader, owned):
            return v.boolean(False)
        if not reader.roles:
            return v.boolean(False)
        alias = self._linked(self.anchor)[0]
        owner = v.column(f"{owned.policy.link}_id", alias)
        if self.atom.state or self.scope.known is not None:
            beside: frozenset[int] = frozenset()  # today's owner may be another than the owner then
            present: Node = exp.In(
                this=v.column("id", alias), query=exp.Subquery(this=rights.visible_ids(self.scope, owned))
            )
        else:
            beside = reader.people
            present = rights.owner_visible(reader, owned, owner)
        if owned.policy.then:
            return v.either([present, rights.credited(self.scope, owner, self.day, beside)])
        if not owned.credits:
            return present
        # Of rows that are all shared, or all not, the other half of the condition is not asked: it is most of the cost.
        ways: list[Node] = [present]
        whole = self.credit == "whole" or self.unshared
        if self.credit != "shared":
            then = rights.credited(self.scope, owner, self.day, beside)
            alone = exp.Not(this=v.column("shared", alias))
            ways.append(then if whole else v.both([alone, then]))
        if not whole:
            ways.append(rights.shared_with(self.scope, owned, alias, self.instant, self.day))
        return v.either(ways)

    def _credited_user(self) -> exp.Expression:
        alias, table = self._linked(self.anchor)
        owner = v.column(f"{table.policy.link}_id", alias)
        if self.credit == "whole":
            return owner
        held = v.column("user_id", self._credit_alias())
        if self.credit == "shared":
            return held
        whole = exp.Not(this=v.column("shared", alias))
        return self.scope.nodes.choose([(whole, owner)], held)

    def _credit_alias(self) -> str:
        key = (*self.anchor, "~credit")
        alias = _alias(key)
        if key not in self._joins:
            here, table = self._linked(self.anchor)
            on = v.both(
                [
                    exp.EQ(this=v.column("id", alias), expression=v.column("id", here)),
                    v.column("shared", here),
                    rights.holds_at(alias, self.instant),
                ]
            )
            source = v.table(f"{table.name}_credit", alias)
            self._joins[key] = exp.Join(this=source, side="LEFT", on=on)
        return alias

    # --- links ------------------------------------------------------------------------------------------------

    @property
    def anchor_table(self) -> Table:
        """The kind that owns the rows: of an order line its order."""
        return whole(self.scope.model, self.table)

    def _linked(self, path: Path) -> tuple[str, Table]:
        """The alias and table at the end of a path of links; joined when first asked for."""
        if not path:
            return BASE, self.table
        alias = _alias(path)
        if path not in self._joins:
            identity = self.column(path, "")  # joins what comes before it
            *before, name = path
            origin = (
                self._tables[tuple(before)] if tuple(before) in self._tables else self._table(tuple(before))
            )
            target = self.scope.model.table(origin.column(name).target)
            same = exp.EQ(this=v.column("id", alias), expression=identity)
            source = (
                self.scope.source(target.name, alias)
                if path == self.anchor[: len(path)]  # the row is a part of it, and seen as it is
                else rights.visible_rows(self.scope, target, alias)
            )
            self._joins[path] = exp.Join(this=source, side="LEFT", on=same)
            self._tables[path] = target
        return alias, self._tables[path]

    def _table(self, path: Path) -> Table:
        """The table at the end of a path, without a join."""
        table = self.table
        for link in path:
            table = self.scope.model.table(table.column(link).target)
        return table

    def _derived(self, path: Path, alias: str, table: Table, column: Column, part: Part) -> exp.Expression:
        derived = COLUMNS[(table.name, column.name)]
        key = (*path, f"~{column.name}")
        other = _alias(key)
        if key not in self._joins:
            same = exp.EQ(this=v.column("id", other), expression=v.column("id", alias))
            source = subquery(derived.rows(self.scope), other)
            self._joins[key] = exp.Join(this=source, side="LEFT", on=same)
        if derived.otherwise is None:
            return v.column(f"value_{part}" if part else "value", other)
        absent = exp.Is(this=v.column("id", other), expression=exp.Null())
        return self.scope.nodes.choose([(absent, derived.otherwise.copy())], v.column("value", other))

    def _framed(self, path: Path, alias: str, table: Table, column: Column) -> exp.Expression:
        """A field that looks at the period of the state; known where its table has a row for it."""
        framed = FRAMED[(table.name, column.name)]
        self._look(column.name)
        key = (*path, f"~{column.name}")
        other = _alias(key)
        if key not in self._joins:
            same = [exp.EQ(this=v.column("slot", other), expression=v.column("slot", BASE))]
            if framed.keyed:
                same.append(exp.EQ(this=v.column("id", other), expression=v.column("id", alias)))
            source = subquery(framed.rows(self.scope, self._instants), other)
            self._joins[key] = exp.Join(this=source, side="LEFT", on=v.both(same))
        if framed.otherwise is None:
            return v.column("value", other)
        absent = exp.Is(this=v.column("slot", other), expression=exp.Null())
        return self.scope.nodes.choose([(absent, framed.otherwise.copy())], v.column("value", other))

    def _of_period(self, name: str) -> exp.Expression:
        self._look(f"{name}()")
        self._used.add(name)
        return v.column(name, BASE)

    def _look(self, name: str) -> None:
        if not self.atom.looks:
            raise _only_in_states(name)

    # --- the organisation -------------------------------------------------------------------------------------

    def _organisational(self, path: Path) -> bool:
        """Whether the path ends in a link of the organisation: someone's team, or what stands above a team."""
        if len(path) < 2:
            return False
        before = self._table(path[:-1])
        return before.name in ("user", "team") and any(c.name == path[-1] for c in VIRTUAL[before.name])

    def _organisation(self, path: Path) -> exp.Expression:
        key, column = org_place(
            path, self._table(path[:-1]), self._table(path[:-2]) if len(path) > 2 else None
        )
        alias = _alias((*key, "~org"))
        if (*key, "~org") not in self._joins:
            identity = self.column(key, "")
            of_user = self._table(key).name == "user"
            day = v.day(self.scope.today) if self.scope.org == "today" else self.day
            self._joins[(*key, "~org")] = org_join(identity, day, alias, of_user=of_user)
        return v.column(column, alias)


def org_place(path: Path, before: Table, earlier: Table | None) -> tuple[Path, str]:
    """Whose place is looked up, and the column that tells: a team reached from a person is looked up with him."""
    name = path[-1]
    if before.name == "user":
        return path[:-1], f"{name}_id"
    if path[-2] == "team" and earlier is not None and earlier.name == "user":
        return path[:-2], f"{name}_id"
    return path[:-1], f"{name}_id"


def org_join(identity: Node, day: Node, alias: str, *, of_user: bool) -> exp.Join:
    """The place of a person or a team in the organisation on a day."""
    table, key = ("org_span", "user_id") if of_user else ("team_span", "team_id")
    same = exp.EQ(this=v.column(key, alias), expression=identity)
    on = v.both([same, rights.holds_at(alias, day)])
    return exp.Join(this=v.table(table, alias), side="LEFT", on=on)


def _only_in_states(name: str) -> BadInput:
    said = Text("“{n}” has a meaning only in a state of a period.", "“{n}”仅适用于期间的时点数。")
    return BadInput(said.fill(n=name))


def _physical(column: Column, part: Part) -> str:
    if column.type == "link":
        return f"{column.name}_id"
    if part and column.type != "time":
        raise BadInput(Text("“{c}” is no time.", "“{c}”不是时间字段。").fill(c=column.name))
    return f"{column.name}_{part}" if part else column.name


def _alias(path: Path) -> str:
    return "_".join((BASE, *path))
