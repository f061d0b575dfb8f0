"""The reference page of the KPIs, generated from their definitions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from steerboard.catalogue.library import shipped
from steerboard.catalogue.words import ADDS_UP, BETTER, LEADING, ROLES, SEGMENTS
from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.api import Engine
from steerboard.engine.available import kinds_of
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.schema import Definition
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER
from steerboard.engine.stores.duckdb.store import DuckDBStore, open_duckdb

_INTRO = """# KPIs

Generated from the definitions (`make generate`); do not edit. Each is checked against an independent calculation in
`tests/oracles/`. 以下内容由指标定义自动生成。
"""
_NOW, _MONTH = datetime(2026, 7, 1, tzinfo=UTC), Period(date(2026, 6, 1), date(2026, 7, 1))


def index_text() -> str:
    """All KPIs by segment, each with a link to its page."""
    lines = [_INTRO]
    there = {d.segment for d in shipped()}
    for segment, name in ((s, n) for s, n in SEGMENTS.items() if s in there):
        lines += [
            f"## {name.en} · {name.zh}\n",
            "| KPI | 指标 | id | unit | packs |",
            "|---|---|---|---|---|",
        ]
        for d in shipped():
            if d.segment == segment:
                said = f"[{_cell(d.name.en)}](kpis/{d.id}.md) | {_cell(d.name.zh)} | `{d.id}`"
                lines.append(f"| {said} | {d.unit} | {', '.join(d.packs)} |")
        lines.append("")
    return "\n".join(lines)


def pages(known: Definitions) -> dict[str, str]:
    """A page for each KPI that ships, by id: what it means, and the statement that a whole month asks of DuckDB."""
    store = DuckDBStore(open_duckdb(None))
    engine = Engine(store, known)
    return {d.id: "\n".join([*_kpi(d, known), *_sql(engine, d.id)]) for d in shipped()}


def _kpi(d: Definition, known: Definitions) -> Iterator[str]:
    yield f"# {_cell(d.name.en)} · {_cell(d.name.zh)}\n"
    yield "Generated from the definitions (`make generate`); do not edit. 由指标定义自动生成。 [All KPIs · 全部指标](../kpis.md)\n"
    yield f"{d.meaning.en} {d.meaning.zh}\n"
    yield "| | English | 中文 |"
    yield "|---|---|---|"
    yield _row("formula", d.formula)
    yield _row("time basis", d.time_basis)
    yield _row("left out", d.left_out)
    yield from _told(d)
    for variant in d.variants.values():
        yield _row(f"`{d.id}:{variant.name}`", variant.formula)
        if variant.waits_for is not None:
            yield _row(f"`{d.id}:{variant.name}` waits for", variant.waits_for)
    yield ""
    yield from _facts(d, known)


def _facts(d: Definition, known: Definitions) -> Iterator[str]:
    kinds = [known.terms.model.table(kind).plural for kind in kinds_of(known, d)]
    yield f"- `steerboard kpi {d.id}`: unit {d.unit}; {_both(ROLES[d.role])}"
    if d.leading:
        yield f"- {_both(LEADING[d.leading])}"
    if d.better in BETTER:
        yield f"- {_both(BETTER[d.better])}"
    yield f"- adds up: {_both(ADDS_UP[d.additivity])}"
    yield f"- attribution: {d.attribution}"
    if kinds:
        yield f"- made from: {', '.join(map(_both, kinds))}"
    for param in d.params.values():
        yield f"- `--param {param.name}={param.default}`: {_both(param.label)}"
    if d.guardrail:
        yield f"- look at it beside [{d.guardrail}]({d.guardrail.partition(':')[0]}.md)"
    yield f"- packs: {', '.join(d.packs)}\n"


def _sql(engine: Engine, kpi: str) -> Iterator[str]:
    query = Query(
        kpis=(kpi,), rights=OWNER, calendar=Calendar(), now=_NOW, from_=_MONTH.start, to=_MONTH.last
    )
    for statement in engine.explain(query).statements:
        read = f"{statement.table} by {statement.time}" if statement.time else statement.table
        yield f"Read of {read}, June 2026, who sees everything:\n"
        yield f"```sql\n{statement.sql}\n```\n"


def _told(d: Definition) -> Iterator[str]:
    """What a KPI may say of itself beside its meaning."""
    for head, text in (("why", d.why), ("example", d.example), ("waits for", d.waits_for)):
        if text is not None:
            yield _row(head, text)
    if d.benchmark is not None:
        yield _row("benchmark", Text("{v}: {s}", "{v}：{s}").fill(v=d.benchmark.value, s=d.benchmark.said))


def _both(text: Text) -> str:
    return f"{text.en} · {text.zh}"


def _row(head: str, text: Text) -> str:
    return f"| {head} | {_cell(text.en)} | {_cell(text.zh)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
