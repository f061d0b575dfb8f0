"""What the page offers: kinds of record, their times, and what can be written about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.grammar.functions import FUNCTIONS
from steerboard.engine.grammar.nodes import paths_of
from steerboard.engine.model import Column, Model, Table

FIRST = ("opportunity", "activity", "lead", "order", "order_line", "account", "quote", "contract")
NOT_COUNTED = ("team_place", "target")
MOST_FIELDS, MOST_VALUES = 40, 6
RECORDS, WORKED_OUT = Text("Records", "业务记录"), Text("Worked out from records", "由记录推算")
NOT_TOLD = ("created_at", "source", "external_id", "ordinal")
ONLY_STATES = ("period_start", "period_end")
OF = Text("{b} of {a}", "{a}的{b}")


@dataclass(frozen=True)
class Word:
    """Something to put into a text: what is put there, what it is called, and the values that it can have."""

    text: str
    name: Text
    values: Sequence[tuple[str, Text]] = ()


def kinds(model: Model) -> Iterator[tuple[Text, list[tuple[str, Text]]]]:
    """The kinds of record in two groups, those first that most figures are made of."""
    names = [n for n in (*FIRST, *model.tables) if n in model.tables and n not in NOT_COUNTED]
    for title, derived in ((RECORDS, False), (WORKED_OUT, True)):
        tables = [model.table(name) for name in dict.fromkeys(names)]
        yield (
            title,
            [(t.name, t.plural) for t in tables if t.derived is derived and any(times(model, t.name))],
        )


def times(model: Model, name: str) -> list[tuple[str, Text]]:
    """The times of a kind and of the record that it is a part of; when it was entered comes last."""
    if name not in model.tables:
        return []
    table = model.table(name)
    found = [(c.name, c.label) for c in table.columns.values() if c.type in ("time", "date")]
    found.sort(key=lambda one: one[0] == "created_at")
    if table.policy.rule == "parent":
        link = table.columns[table.policy.link]
        above = model.table(link.target)
        found += [
            (f"{link.name}.{c.name}", OF.fill(a=above.label, b=c.label))
            for c in above.columns.values()
            if c.type in ("time", "date") and c.name != "created_at"
        ]
    return found


def usual_time(model: Model, name: str, known: Definitions) -> str:
    """The time by which most figures count this kind."""
    offered = [time for time, _ in times(model, name)]
    return max(offered, key=lambda time: used(known)[name, time], default="")


@lru_cache(maxsize=4)
def used(known: Definitions) -> Counter[tuple[str, str]]:
    """How many figures use a field of a kind."""
    found: Counter[tuple[str, str]] = Counter()
    for definition in known:
        for atom in known.kpi(definition.id).atoms:
            if atom.table in known.terms.model.tables and atom.scanned:
                texts = [t for t in (atom.at, atom.value, atom.each, atom.where, atom.among) if t]
                nodes = [known.terms.value(atom.table, text) for text in texts]
                found.update((atom.table, ".".join(path)) for node in nodes for path in paths_of(node))
    return found


def fields(model: Model, name: str, known: Definitions) -> list[Word]:
    """The fields of a kind and one step beyond its links: as many as one looks through, the most used ones first."""
    if name not in model.tables:
        return []
    table = model.table(name)
    own = [_word(c.name, c.label, c) for c in _told(table)]
    beyond = [
        _word(f"{link.name}.{c.name}", OF.fill(a=link.label, b=c.label), c)
        for link in table.columns.values()
        if link.type == "link" and link.target in model.tables
        for c in _told(model.table(link.target))
        if c.type in ("choice", "text", "boolean") and c.name != "name"
    ]
    return sorted([*own, *beyond], key=lambda word: -used(known)[name, word.text])[:MOST_FIELDS]


def _told(table: Table) -> Iterator[Column]:
    return (c for c in table.columns.values() if c.type != "json" and c.name not in NOT_TOLD)


def _word(text: str, name: Text, column: Column) -> Word:
    values = [(f"'{choice.value}'", choice.label) for choice in column.choices[:MOST_VALUES]]
    return Word(text, name, values)


def functions() -> list[Word]:
    return [Word(f.usage, f.meaning) for name, f in FUNCTIONS.items() if name not in ONLY_STATES]


def figures(
    known: Definitions, mine: str, segments: Mapping[str, Text]
) -> list[tuple[str, list[tuple[str, Text]]]]:
    """All figures by segment, variants with them, without the one that is edited."""
    found: dict[str, list[tuple[str, Text]]] = {}
    for definition in known:
        if definition.id != mine:
            ids = [definition.id, *(f"{definition.id}:{v}" for v in definition.variants)]
            found.setdefault(definition.segment, []).extend((i, known.kpi(i).name) for i in ids)
    return [(str(segments.get(s, Text.same(s))), those) for s, those in found.items()]
