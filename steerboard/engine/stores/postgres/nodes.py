"""The nodes as PostgreSQL says them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from typing_extensions import override

from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes


class PostgresNodes(Nodes):
    @override
    def cut(self, unit: str, moment: Node) -> Node:
        # Without the cast a DATE would be cut as a timestamp in the session's zone.
        return v.call("DATE_TRUNC", v.text(unit), v.cast(moment, "timestamp"))

    @override
    def seconds_between(self, start: Node, end: Node) -> Node:
        length = exp.Sub(this=v.paren(end), expression=v.paren(start))
        return v.cast(exp.Extract(this=exp.Var(this="EPOCH"), expression=exp.Paren(this=length)), "double")

    @override
    def quantile_of(self, expression: Node, share: Node) -> Node:
        order = exp.Order(expressions=[exp.Ordered(this=expression, nulls_first=False)])
        return exp.WithinGroup(this=v.call("PERCENTILE_CONT", share), expression=order)

    @override
    def same_keys(self, pairs: Sequence[tuple[Node, Node]]) -> Node:
        # IS NOT DISTINCT FROM allows no hash join; arrays are equal where both have NULL at a place, and do.
        left, right = (
            exp.Array(expressions=[v.cast(pair[side], "text") for pair in pairs]) for side in (0, 1)
        )
        return exp.EQ(this=left, expression=right)

    @override
    def text_order(self, text: Node) -> Node:
        return exp.Collate(this=text, expression=v.name("C"))

    @override
    def asof_join(
        self,
        query: exp.Select,
        right: exp.Table,
        keys: Sequence[tuple[Node, str]],
        at: Node,
        right_at: str,
    ) -> exp.Select:
        inner = exp.Table(this=right.this.copy(), alias=exp.TableAlias(this=v.name("candidate")))
        conditions: list[exp.Expression] = [
            exp.EQ(this=v.column(key, "candidate"), expression=left) for left, key in keys
        ]
        conditions.append(exp.LTE(this=v.column(right_at, "candidate"), expression=at))
        latest = (
            exp.Select(expressions=[exp.Star()])
            .from_(inner, copy=False)
            .where(v.both(conditions), copy=False)
            .order_by(self.ordered(v.column(right_at, "candidate"), descending=True), copy=False)
            .limit(1, copy=False)
        )
        lateral = exp.Lateral(this=exp.Subquery(this=latest), alias=exp.TableAlias(this=v.name(right.alias)))
        return query.join(exp.Join(this=lateral, side="LEFT", on=v.boolean(True)), copy=False)
