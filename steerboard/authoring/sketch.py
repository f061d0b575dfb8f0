"""What the page says of a KPI, as it stands in its fields: texts, whatever somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_args

from steerboard.catalogue.words import BETTER as DIRECTIONS
from steerboard.core.text import Text
from steerboard.engine.definition.schema import Role
from steerboard.engine.kinds.base import Unit

LONGEST = {"name": 80, "meaning": 500, "text": 1_000, "owner": 80, "words": 600}

SOURCES: Mapping[str, Text] = {
    "records": Text("Records", "业务记录"),
    "ratio": Text("Two figures: one by the other", "两个指标相除"),
    "formula": Text("A formula over figures", "指标公式"),
}
MEASURES: Mapping[str, Text] = {
    "count": Text("How many there are", "条数"),
    "sum": Text("The sum of a value", "求和"),
    "mean": Text("The mean of a value", "平均值"),
    "median": Text("The median of a value", "中位数"),
    "distinct": Text("How many different ones", "去重计数"),
}
UNITS: Mapping[Unit, Text] = {
    "count": Text("A number", "数量"),
    "money": Text("Money", "金额"),
    "ratio": Text("A share in per cent", "百分比"),
    "days": Text("Days", "天"),
    "hours": Text("Hours", "小时"),
    "minutes": Text("Minutes", "分钟"),
    "seconds": Text("Seconds", "秒"),
    "score": Text("A score", "分值"),
}
BETTER: Mapping[str, Text] = {**DIRECTIONS, "none": Text("Neither", "无好坏之分")}
ROLES: Mapping[Role, Text] = {
    "result": Text("A result", "结果"),
    "process": Text("Pipeline and process", "过程"),
    "behaviour": Text("An activity", "行为"),
}
VALUED = ("sum", "mean", "median")
COUNTED = ("count", "distinct")
MADE_OF: Mapping[str, tuple[str, ...]] = {
    "records": ("measure", "of", "value", "each", "where", "at"),
    "ratio": ("numerator", "denominator"),
    "formula": ("formula",),
}
FOR = {"value": VALUED, "each": ("distinct",)}
BOTH = ("meaning", "formula", "time_basis", "left_out")
"""What is said in both languages; left empty the page says it."""

assert set(UNITS) == set(get_args(Unit))


@dataclass(frozen=True)
class Sketch:
    name_en: str = ""
    name_zh: str = ""
    unit: str = "count"
    better: str = "up"
    role: str = "result"
    owner: str = ""
    source: str = "records"
    measure: str = "count"
    of: str = "opportunity"
    value: str = ""
    each: str = ""
    where: str = ""
    at: str = ""
    numerator: str = ""
    denominator: str = ""
    formula: str = ""
    meaning_en: str = ""
    meaning_zh: str = ""
    formula_en: str = ""
    formula_zh: str = ""
    time_basis_en: str = ""
    time_basis_zh: str = ""
    left_out_en: str = ""
    left_out_zh: str = ""

    @property
    def made_of(self) -> tuple[str, ...]:
        """The fields that count for what was chosen, in the order in which one fills them in."""
        if self.source != "records":
            return MADE_OF.get(self.source, ())
        return tuple(n for n in MADE_OF["records"] if n not in FOR or self.measure in FOR[n])

    def said(self, what: str) -> tuple[str, str]:
        """A text in English and Chinese, as somebody wrote it."""
        return getattr(self, f"{what}_en"), getattr(self, f"{what}_zh")


NAMES = tuple(f.name for f in fields(Sketch))


def read(given: Mapping[str, Any]) -> Sketch:
    """The sketch that a form holds. What is longer than a text can be is kept as far as one can see that it is too
    long; line ends are those of one line a line."""
    start = Sketch()
    found = {}
    for name in NAMES:
        value = given.get(name, getattr(start, name))
        text = str(value).replace("\r\n", "\n").strip()
        found[name] = text[: longest(name) + 1]
    return Sketch(**found)


def longest(name: str) -> int:
    if name in ("where", "value", "each", "formula"):
        return LONGEST["text"]
    kind = name.partition("_")[0]
    return LONGEST.get(kind, LONGEST["owner"] if name in _SHORT else LONGEST["words"])


_SHORT = ("owner", "unit", "better", "role", "source", "measure", "of", "at", "numerator", "denominator")


def choices(options: Mapping[Any, Text]) -> Iterable[tuple[str, str]]:
    return [(str(key), str(text)) for key, text in options.items()]
