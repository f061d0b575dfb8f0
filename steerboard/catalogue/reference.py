"""The reference page of the KPIs, generated from their definitions."""

from __future__ import annotations

from collections.abc import Iterator

from steerboard.catalogue.library import shipped
from steerboard.core.text import Text
from steerboard.engine.definition.schema import Definition

_INTRO = """# KPIs

Generated from the definitions (`make generate`); do not edit. Each is checked against an independent calculation in
`tests/oracles/`. 以下内容由指标定义自动生成。
"""
_ROLES = {
    "result": Text("result", "结果指标"),
    "process": Text("process", "过程指标"),
    "behaviour": Text("behaviour", "行为指标"),
}
_LEADING = {"leading": "moves before the result · 先行", "lagging": "moves with the result · 滞后"}
_BETTER = {
    "up": "higher is better · 越高越好",
    "down": "lower is better · 越低越好",
    "range": "within a range · 区间内为好",
}


def reference_text() -> str:
    return "\n".join([_INTRO, *(line for d in shipped() for line in _kpi(d))]) + "\n"


def _kpi(d: Definition) -> Iterator[str]:
    yield f"## {d.id} · {d.name.en} · {d.name.zh}\n"
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
    said = [f"unit {d.unit}", f"{_ROLES[d.role].en} · {_ROLES[d.role].zh}"]
    if d.leading:
        said.append(_LEADING[d.leading])
    if d.better in _BETTER:
        said.append(_BETTER[d.better])
    said.append(f"attribution: {d.attribution}")
    if d.guardrail:
        said.append(f"look at it beside `{d.guardrail}`")
    said.append("packs: " + ", ".join(d.packs))
    yield "; ".join(said) + ".\n"


def _told(d: Definition) -> Iterator[str]:
    """What a KPI may say of itself beside its meaning."""
    for head, text in (("why", d.why), ("example", d.example), ("waits for", d.waits_for)):
        if text is not None:
            yield _row(head, text)
    if d.benchmark is not None:
        yield _row("benchmark", Text("{v}: {s}", "{v}：{s}").fill(v=d.benchmark.value, s=d.benchmark.said))


def _row(head: str, text: Text) -> str:
    return f"| {head} | {_cell(text.en)} | {_cell(text.zh)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
