"""What is wrong with a sketch, and at which character of which field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steerboard.authoring.rights import may_know, reader_model
from steerboard.authoring.sketch import (
    BETTER,
    MADE_OF,
    MEASURES,
    NAMES,
    ROLES,
    SOURCES,
    UNITS,
    VALUED,
    Sketch,
    longest,
)
from steerboard.core.errors import BadInput, SteerboardError, UnknownName
from steerboard.core.text import Text
from steerboard.engine.checks import NO_RIGHT
from steerboard.engine.definition.library import KPI, Definitions
from steerboard.engine.definition.terms import Terms
from steerboard.engine.grammar.faults import Site
from steerboard.engine.grammar.nodes import (
    KIND_NAMES,
    Arithmetic,
    Call,
    Constant,
    Kpi,
    Negative,
    Node,
    kpis_of,
)
from steerboard.engine.grammar.parse import parse_formula
from steerboard.engine.rights import Rights

NEEDED = Text("This is needed.", "此项必填。")
TOO_LONG = Text("At most {n} characters.", "最多 {n} 个字符。")
UNPRINTED = Text("This holds a character that cannot be shown.", "含有无法显示的字符。")
TAKEN = Text("A figure is called so already.", "已有同名指标。")
ARITHMETIC = Text("A formula over figures has only arithmetic.", "指标公式只支持算术运算。")
NO_FIGURE = Text("A formula names at least one figure.", "公式至少要用到一个指标。")
ONLY_STATES = Text("Only in figures of an instant.", "仅用于时点数。")
_PLACE = re.compile(r"(?:.*: )?(\d+):(\d+)")
_WORD = re.compile(r"\w+(?::\w+)?|.", re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """``start`` and ``end`` are the characters of the field that it is about; None where it is about all of it."""

    field: str
    text: Text
    hint: Text | None = None
    start: int | None = None
    end: int | None = None

    def marked(self, written: str) -> tuple[str, str, str]:
        """The line of the text with the fault: before, the part that is wrong, and what comes after."""
        start, end = self.start or 0, self.end or 0
        first = written.rfind("\n", 0, start) + 1
        last = written.find("\n", start)
        last = len(written) if last < 0 else last
        return written[first:start], written[start : min(end, last)], written[min(end, last) : last]


def faults_of(sketch: Sketch, known: Definitions, rights: Rights, mine: str = "") -> list[Fault]:
    """All that can be seen without asking; at most one a field. ``mine`` is the id of the KPI that is edited."""
    found: dict[str, Fault] = {}
    for fault in (*_texts(sketch), *_names(sketch, known, mine), *made_of(sketch, known, rights, mine)):
        found.setdefault(fault.field, fault)
    return list(found.values())


def _texts(sketch: Sketch) -> Iterator[Fault]:
    unused = {n for names in MADE_OF.values() for n in names} - set(sketch.made_of)
    for name in NAMES:
        if name in unused:
            continue
        written = getattr(sketch, name)
        if len(written) > longest(name):
            yield Fault(name, TOO_LONG.fill(n=longest(name)), None, longest(name), len(written))
        for at, sign in enumerate(written):
            if not (sign.isprintable() or sign in "\n\t"):
                yield Fault(name, UNPRINTED, None, at, at + 1)
                break
    options: Mapping[str, object] = {
        "unit": UNITS, "better": BETTER, "role": ROLES, "source": SOURCES, "measure": MEASURES,
    }  # fmt: skip
    for name, known in options.items():
        if name not in unused and getattr(sketch, name) not in known:  # type: ignore[operator]
            yield Fault(name, NEEDED)


def _names(sketch: Sketch, known: Definitions, mine: str) -> Iterator[Fault]:
    for name, language in (("name_en", "en"), ("name_zh", "zh")):
        written = getattr(sketch, name)
        if not written:
            yield Fault(name, NEEDED)
        elif any(d.id != mine and getattr(d.name, language).casefold() == written.casefold() for d in known):
            yield Fault(name, TAKEN)


def made_of(sketch: Sketch, known: Definitions, rights: Rights, mine: str = "") -> Iterator[Fault]:
    """What is wrong with what it is made of."""
    match sketch.source:
        case "ratio":
            for field in ("numerator", "denominator"):
                yield from _figure(field, getattr(sketch, field), known, rights, mine)
        case "formula":
            yield from _formula(sketch, known, rights, mine)
        case _:
            yield from _records(sketch, Terms(reader_model(rights)))


def _figure(field: str, identifier: str, known: Definitions, rights: Rights, mine: str) -> Iterator[Fault]:
    others = [i for i in known.ids if i.partition(":")[0] != mine]
    if not identifier:
        yield Fault(field, NEEDED)
    elif identifier not in others:
        yield _said(field, identifier, UnknownName(KPI, identifier, others))
    elif not may_know(known.kpi(identifier), known, rights):
        yield Fault(field, NO_RIGHT.text)


def _formula(sketch: Sketch, known: Definitions, rights: Rights, mine: str) -> Iterator[Fault]:
    written = sketch.formula
    if not written:
        yield Fault("formula", NEEDED)
        return
    try:
        tree = parse_formula(written, [i for i in known.ids if i.partition(":")[0] != mine])
        strange = next((n for n in tree.walk() if not _calculates(n)), None)
        if strange is not None:
            raise Site(written).wrong(strange.at, ARITHMETIC)
        if not kpis_of(tree):
            yield Fault("formula", NO_FIGURE)
        for node in tree.walk():
            if isinstance(node, Kpi) and not may_know(known.kpi(node.name), known, rights):
                raise Site(written).wrong(node.at, NO_RIGHT.text)
    except SteerboardError as error:
        yield _said("formula", written, error)


def _calculates(node: Node) -> bool:
    if isinstance(node, Call):
        return node.function in ("abs", "least", "greatest")
    return isinstance(node, (Constant, Kpi, Negative, Arithmetic))


def _records(sketch: Sketch, terms: Terms) -> Iterator[Fault]:
    try:
        terms.table(sketch.of)
    except BadInput as error:
        yield _said("of", sketch.of, error)
        return
    try:
        terms.time(sketch.of, sketch.at)
    except SteerboardError as error:
        yield Fault("at", NEEDED) if not sketch.at else _said("at", sketch.at, error)
    if sketch.measure in VALUED:
        yield from _expression("value", sketch.value, sketch.of, terms)
    if sketch.measure == "distinct":
        yield from _expression("each", sketch.each, sketch.of, terms)
    if sketch.where:
        yield from _expression("where", sketch.where, sketch.of, terms)


def _expression(field: str, written: str, table: str, terms: Terms) -> Iterator[Fault]:
    if not written:
        yield Fault(field, NEEDED)
        return
    try:
        node = terms.condition(table, written) if field == "where" else terms.value(table, written)
        if field == "value" and node.type.kind != "number":
            raise Site(written).expected(node, KIND_NAMES["number"])
        if field == "each" and node.type.kind == "boolean":
            raise Site(written).expected(node, Text("what is to be counted", "要去重的字段"))
        for part in node.walk():
            if isinstance(part, Call) and part.function in ("period_start", "period_end"):
                raise Site(written).wrong(part.at, ONLY_STATES)
    except SteerboardError as error:
        yield _said(field, written, error)


def _said(field: str, written: str, error: SteerboardError) -> Fault:
    """An error of the grammar, at the word at which it found it."""
    place = _PLACE.fullmatch(error.where)
    if place is None:
        return Fault(field, error.message, error.hint)
    lines = written.split("\n")
    line = int(place[1]) - 1
    start = min(sum(len(text) + 1 for text in lines[:line]) + int(place[2]) - 1, len(written))
    word = _WORD.match(written, start)
    return Fault(field, error.message, error.hint, start, word.end() if word else start)
