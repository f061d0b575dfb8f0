"""How a figure comes about: the definition in words, its parts, the scope that was applied, the statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from steerboard.core.text import Text
from steerboard.engine.answer import Prepared
from steerboard.engine.checks import NO_RIGHT
from steerboard.engine.definition.library import Kpi
from steerboard.engine.definition.schema import Benchmark
from steerboard.engine.kinds.base import Reason
from steerboard.engine.query import Org, Query
from steerboard.engine.rights import Rights

THEN = Text("teams as they were at the time of each record", "按记录当时所在的团队")
NO_ROLLUP = Text("none: read from the records themselves", "未使用：直接读取明细记录")
TODAY = Text("teams as they are today", "按当前团队")
ATTRIBUTION = {
    "owner": Text(
        "by the owner at its time basis; a shared record by shares, once in the total",
        "按统计时点的负责人归属；共享记录按份额分摊，合计只算一次",
    ),
    "company": Text("to the whole company", "归属全公司"),
    "none": Text("to nobody", "不归属个人"),
}


@dataclass(frozen=True)
class Statement:
    """One scan: what it reads and the SQL of it."""

    table: str
    time: str
    parts: tuple[str, ...]
    sql: str

    def document(self) -> dict[str, object]:
        return {"table": self.table, "time": self.time, "parts": list(self.parts), "sql": self.sql}


@dataclass(frozen=True)
class Told:
    """One KPI explained. ``measure`` is empty where the reader has no right to its fields."""

    id: str
    name: Text
    meaning: Text
    formula: Text
    time_basis: Text
    left_out: Text
    unit: str
    better: str
    additivity: str
    attribution: Text
    params: Mapping[str, object]
    version: str
    measure: Mapping[str, Any]
    refused: Reason | None
    why: Text | None = None
    leading: str | None = None
    benchmark: Benchmark | None = None
    example: Text | None = None
    waits_for: Text | None = None

    def document(self) -> dict[str, object]:
        texts = ("name", "meaning", "formula", "time_basis", "left_out", "attribution")
        plain = ("unit", "better", "additivity", "version")
        return {
            "id": self.id,
            **{t: getattr(self, t).both() for t in texts},
            **{p: getattr(self, p) for p in plain},
            "params": dict(self.params),
            "measure": dict(self.measure),
            "refused": self.refused.text.both() if self.refused else None,
            "why": self.why.both() if self.why else None,
            "leading": self.leading,
            "benchmark": self._benchmark(),
            "example": self.example.both() if self.example else None,
            "waits_for": self.waits_for.both() if self.waits_for else None,
        }

    def _benchmark(self) -> dict[str, object] | None:
        held = self.benchmark
        return {"value": held.value, **held.said.both()} if held is not None else None


@dataclass(frozen=True)
class Explanation:
    """What stands behind the figures of a query."""

    query: Query
    kpis: tuple[Told, ...]
    first: date | None
    last: date
    organisation: Text
    scope: Text
    statements: tuple[Statement, ...]
    rollup: Text = NO_ROLLUP

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query.document(),
            "kpis": [told.document() for told in self.kpis],
            "period": {
                "from": self.first.isoformat() if self.first else None,
                "to": self.last.isoformat(),
            },
            "organisation": self.organisation.both(),
            "scope": self.scope.both(),
            "rollup": self.rollup.both(),
            "statements": [statement.document() for statement in self.statements],
        }


def explanation(prepared: Prepared) -> Explanation:
    frame = prepared.total.frame
    statements = tuple(
        Statement(
            scan.table,
            scan.atoms[0].at,
            tuple(dict.fromkeys(_said(a.aggregate, a.value, a.where) for a in scan.atoms)),
            prepared.store.sql(statement),
        )
        for scan, statement in prepared.statements()
    )
    return Explanation(
        query=prepared.query,
        kpis=tuple(_told(prepared, kpi) for kpi in prepared.kpis),
        first=None if frame.elapsed.start == date.min else frame.elapsed.start,
        last=max(frame.elapsed.start, frame.elapsed.end - timedelta(days=1)),
        organisation=_organisation(prepared.query.org),
        scope=scope_text(prepared.query.rights),
        statements=statements,
    )


def _told(prepared: Prepared, kpi: Kpi) -> Told:
    d, refused = kpi.definition, prepared.checked.refused.get(kpi.id)
    return Told(
        id=kpi.id,
        name=kpi.name,
        meaning=d.meaning,
        formula=kpi.formula,
        time_basis=d.time_basis,
        left_out=d.left_out,
        unit=kpi.unit,
        better=d.better,
        additivity=kpi.additivity,
        attribution=ATTRIBUTION[d.attribution],
        params=kpi.params,
        version=kpi.version,
        measure={} if refused is NO_RIGHT else kpi.measure.describe(),
        refused=refused,
        why=d.why,
        leading=d.leading,
        benchmark=d.benchmark,
        example=d.example,
        waits_for=kpi.waits_for,
    )


def scope_text(rights: Rights) -> Text:
    """Which rows the reader's figures cover, in words."""
    if rights.user is None or rights.everything:
        return Text("all records", "全部记录")
    if not rights.roles:
        return Text("no records: there is no membership today", "无记录：当前没有有效的团队成员身份")
    if not rights.teams:
        return Text("own records, now or at their time", "本人当前或当时负责的记录")
    teams = "1 team" if len(rights.teams) == 1 else f"{len(rights.teams)} teams"
    return Text(
        f"own records and those of {{n}} people in {teams}, now or at their time",
        "本人及 {t} 个团队中 {n} 人当前或当时负责的记录",
    ).fill(n=len(rights.people), t=len(rights.teams))


def _organisation(org: Org) -> Text:
    return TODAY if org == "today" else THEN


def _said(aggregate: str, value: str, where: str) -> str:
    said = f"{aggregate}({value})" if value else aggregate
    return f"{said} where {where}" if where else said
