"""Which rows a reader sees, as conditions; ``docs/rights.md`` has the truth table.

Visible is a row whose owner **now** is among the reader's people, that belongs to the pool, or that is open to
one of his roles. A figure also counts rows that were credited, at its time, to the reader himself or to someone
who was then in or below one of the teams he leads now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import date

from sqlglot import exp

from steerboard.core.moments import END
from steerboard.engine.compile.facts import Stint
from steerboard.engine.compile.scope import Scope
from steerboard.engine.model import Table
from steerboard.engine.rights import ALL_SEEING, Rights
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery


def sees_all(rights: Rights, table: Table) -> bool:
    """Whether the reader sees every row of this kind. Who has no membership sees everything of none."""
    policy = table.policy
    if rights.everything:
        return True
    if policy.rule in ("public", "person"):
        return bool(rights.roles)
    return bool(rights.roles & (ALL_SEEING | set(policy.open_to)))


def sees_none(rights: Rights, table: Table) -> bool:
    """Whether no row can be the reader's: he has no membership (and the kind is not that of people), or it is closed."""
    if table.policy.rule == "closed":
        return not sees_all(rights, table)
    return not rights.everything and not rights.roles and table.policy.rule != "person"


def owner_visible(rights: Rights, table: Table, owner: Node) -> Node:
    """The row's owner now is one of the reader's people, or the row is everybody's."""
    conditions: list[Node] = [_among(owner, rights.people)]
    if table.policy.pool:
        conditions.append(exp.Is(this=owner.copy(), expression=exp.Null()))
    return v.either(conditions)


def visible_ids(scope: Scope, table: Table) -> exp.Select:
    """The ids of the present rows of an owned kind that the reader sees."""
    query = select(v.column("id", "mine"), source=v.table(table.name, "mine"))
    owner = v.column(f"{table.policy.link}_id", "mine")
    return query.where(owner_visible(scope.rights, table, owner), copy=False)


def visible_rows(scope: Scope, table: Table, alias: str) -> exp.Table | exp.Subquery:
    """The rows of a linked kind; those that the reader does not see now are as absent."""
    source = scope.source(table.name, "every")
    if sees_all(scope.rights, table) or table.policy.rule not in ("owner", "closed"):
        return scope.source(table.name, alias)
    query = exp.Select(expressions=[exp.Star()]).from_(source, copy=False)
    if sees_none(scope.rights, table):
        return subquery(query.where(v.boolean(False), copy=False), alias)
    owner = v.column(f"{table.policy.link}_id", "every")
    return subquery(query.where(owner_visible(scope.rights, table, owner), copy=False), alias)


def credited(scope: Scope, user: Node, day: Node, beside: Container[int] = ()) -> Node:
    """``user``, credited on the local day ``day``, is the reader or was then below him.

    Of the people ``beside`` every row is seen in any case.
    """
    reader, conditions = scope.rights, list[Node]()
    if reader.user is not None and reader.user not in beside:
        conditions.append(exp.EQ(this=user.copy(), expression=v.integer(reader.user)))
    if reader.teams and scope.facts.below is None:
        conditions.append(_below(reader, user, day))
    elif reader.teams:
        conditions += _in_stints(scope.facts.below or (), user, day, beside)
    return v.either(conditions)


def _below(reader: Rights, user: Node, day: Node) -> Node:
    reach = select(v.integer(1), source=v.table("org_reach", "reach"))
    reach.where(
        v.both(
            [
                _among(v.column("team_id", "reach"), reader.teams),
                exp.EQ(this=v.column("user_id", "reach"), expression=user.copy()),
                holds_at("reach", day),
            ]
        ),
        copy=False,
    )
    return exp.Exists(this=reach)


def _in_stints(stints: Iterable[Stint], user: Node, day: Node, beside: Container[int]) -> list[Node]:
    """One condition for all who were below the reader over the same days."""
    together: dict[tuple[date, date], list[int]] = defaultdict(list)
    for stint in stints:
        if stint.user not in beside:
            together[stint.start, stint.end].append(stint.user)
    conditions = []
    for (start, end), users in together.items():
        since = exp.LTE(this=v.day(start), expression=day.copy())
        until = None if end >= END.date() else exp.LT(this=day.copy(), expression=v.day(end))
        conditions.append(v.both([_among(user.copy(), users), since, until]))
    return conditions


def shared_with(scope: Scope, table: Table, alias: str, at: Node, day: Node) -> Node:
    """One of those with a share in the record at ``at`` is the reader or was then below him."""
    credit = select(v.integer(1), source=v.table(f"{table.name}_credit", "held"))
    credit.where(
        v.both(
            [
                exp.EQ(this=v.column("id", "held"), expression=v.column("id", alias)),
                holds_at("held", at),
                credited(scope, v.column("user_id", "held"), day),
            ]
        ),
        copy=False,
    )
    return v.both([v.column("shared", alias), exp.Exists(this=credit)])


def holds_at(alias: str, at: Node) -> Node:
    """The interval of ``alias`` holds at an instant or a day."""
    since = exp.LTE(this=v.column("valid_from", alias), expression=at.copy())
    return v.both([since, exp.LT(this=at.copy(), expression=v.column("valid_to", alias))])


def _among(column: Node, ids: Iterable[int]) -> Node:
    listed = [v.integer(i) for i in sorted(ids)]
    return exp.In(this=column, expressions=listed) if listed else v.boolean(False)
