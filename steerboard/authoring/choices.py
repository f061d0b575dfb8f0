"""What the page offers: kinds of record, their times, and what can be written about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.grammar.functions import FUNCTIONS
from steerboard.engine.model import Column, Model, Table

FIRST = ("opportunity", "activity", "lead", "order", "order_line", "account", "quote", "contract")
NOT_COUNTED = ("team_place", "target")
MOST_FIELDS, MOST_VALUES = 40, 6
RECORDS, WORKED_OUT = Text("Records", "业务记录"), Text("Worked out from records", "由记录推算")
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


def usual_time(model: Model, name: str) -> str:
    return next((time for time, _ in times(model, name)), "")


def fields(model: Model, name: str) -> list[Word]:
    """The fields of a kind, and one step beyond its links, as far as they are few."""
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
    return [*own, *beyond][:MOST_FIELDS]


def _told(table: Table) -> Iterator[Column]:
    return (c for c in table.columns.values() if c.type != "json" and c.name != "created_at")


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
