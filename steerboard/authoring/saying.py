"""What the page says of a KPI by itself: formula, time basis and what is left out, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from steerboard.authoring.sketch import Sketch
from steerboard.authoring.wording import words
from steerboard.catalogue.library import extended_model
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.grammar.nodes import Field
from steerboard.engine.grammar.parse import parse_condition, parse_formula, parse_path, parse_value

_MEASURED: Mapping[str, Text] = {
    "count": Text("number of records ({of})", "{of}记录数"),
    "sum": Text("sum of {value} over {of}", "{of}的{value}合计"),
    "mean": Text("mean of {value} over {of}", "{of}的{value}平均值"),
    "median": Text("median of {value} over {of}", "{of}的{value}中位数"),
    "distinct": Text("number of different {each} among {of}", "{of}中{each}的去重数"),
}
_WHERE = Text("{a}, where {b}", "{a}，条件：{b}")
_BY = Text("{r}: {t}", "{r}的{t}")
_BY_PARTS = Text("that of the figures it is made of", "与所用指标一致")
_DIVIDED = Text("{a} ÷ {b}", "{a} ÷ {b}")
_NO_TIME = Text("Records of which {t} is not known.", "{t}未知的记录。")
_NO_VALUE = Text("Records of which {t} is not known; records of which {v} is not known.", "{t}未知的记录；{v}未知的记录。")  # fmt: skip
_OF_PARTS = Text("What the figures it is made of leave out.", "所用指标各自排除的记录。")


def generated(sketch: Sketch, known: Definitions) -> dict[str, Text]:
    """By key of the definition; only of a sketch in which nothing is wrong."""
    if sketch.source == "records":
        return _of_records(sketch, known)
    if sketch.source == "ratio":
        said = _DIVIDED.fill(a=known.kpi(sketch.numerator).name, b=known.kpi(sketch.denominator).name)
    else:
        said = words(parse_formula(sketch.formula, known.ids), known)
    return {"meaning": _sentence(said), "formula": said, "time_basis": _BY_PARTS, "left_out": _OF_PARTS}


def _of_records(sketch: Sketch, known: Definitions) -> dict[str, Text]:
    model = extended_model()
    table = model.table(sketch.of)
    told = {"of": table.plural}
    for name in ("value", "each"):
        if name in sketch.made_of:
            told[name] = words(parse_value(getattr(sketch, name), model, sketch.of), known)
    said = _MEASURED[sketch.measure].fill(**told)
    if sketch.where:
        said = _WHERE.fill(a=said, b=words(parse_condition(sketch.where, model, sketch.of), known))
    time = _time(parse_path(sketch.at, model, sketch.of))
    lacks = told.get("value") or told.get("each")
    left = _NO_VALUE.fill(t=time, v=lacks) if lacks else _NO_TIME.fill(t=time)
    return {
        "meaning": _sentence(said),
        "formula": said,
        "time_basis": _BY.fill(r=table.label, t=time),
        "left_out": left,
    }


def _time(field: Field) -> Text:
    return Text("“{t}”", "“{t}”").fill(t=field.steps[-1][1].label)


def _sentence(said: Text) -> Text:
    return Text(f"{said.en[:1].upper()}{said.en[1:]}.", f"{said.zh}。")
