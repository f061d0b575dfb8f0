"""The nodes as DuckDB says them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from typing_extensions import override

from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes


class DuckDBNodes(Nodes):
    @override
    def cut(self, unit: str, moment: Node) -> Node:
        return v.call("DATE_TRUNC", v.text(unit), moment)

    @override
    def seconds_between(self, start: Node, end: Node) -> Node:
        microseconds = exp.Sub(this=v.call("EPOCH_US", end), expression=v.call("EPOCH_US", start))
        return self.ratio(microseconds, v.integer(1_000_000))

    @override
    def quantile_of(self, expression: Node, share: Node) -> Node:
        return v.call("QUANTILE_CONT", expression, share)

    @override
    def text_order(self, text: Node) -> Node:
        return text

    @override
    def asof_join(
        self,
        query: exp.Select,
        right: exp.Table,
        keys: Sequence[tuple[Node, str]],
        at: Node,
        right_at: str,
    ) -> exp.Select:
        conditions: list[exp.Expression] = [
            exp.EQ(this=left, expression=v.column(key, right.alias)) for left, key in keys
        ]
        conditions.append(exp.GTE(this=at, expression=v.column(right_at, right.alias)))
        return query.join(exp.Join(this=right, method="ASOF", side="LEFT", on=v.both(conditions)), copy=False)
