"""Who defines KPIs, and which fields he may name in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from steerboard.catalogue.library import extended_model
from steerboard.core.errors import Forbidden, SteerboardError
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.grammar.nodes import fields_of
from steerboard.engine.kinds.base import SET, Atom
from steerboard.engine.model import Model
from steerboard.engine.rights import TAGS, Rights

AUTHORS = ("analyst", "sales_ops", "executive", "admin")
"""They see every row, and it is their work that everybody reads the same figures. Finance sees as much and does not define."""

NO_SUCH = Text("it names a field that there is not.", "引用了不存在的字段。")
ABSENT = Text("there is no such definition.", "没有这个指标定义。")


def may_define(rights: Rights) -> bool:
    return bool(rights.roles & set(AUTHORS))


def reader_model(rights: Rights) -> Model:
    """The model without the fields that the reader has no right to: a text that names one is wrong as one that names
    nothing, and no suggestion has it."""
    return _without(frozenset(tag for tag in TAGS if not rights.may_read(tag)))


@lru_cache(maxsize=8)
def _without(tags: frozenset[str]) -> Model:
    model = extended_model()
    if not tags:
        return model
    tables = {
        name: replace(table, columns={n: c for n, c in table.columns.items() if c.tag not in tags})
        for name, table in model.tables.items()
    }
    return Model(tables, model.fingerprint)


def may_know(kpi: Kpi, known: Definitions, rights: Rights) -> bool:
    """Whether the reader has the right to every field that the KPI reads."""
    return all(rights.may_read(tag) for atom in kpi.atoms for tag in _tags(atom, known))


def _tags(atom: Atom, known: Definitions) -> frozenset[str]:
    if atom.aggregate in SET or atom.aggregate == "people":
        return frozenset()
    values = (atom.at, atom.until, atom.value, atom.each)
    nodes = [known.terms.value(atom.table, path) for path in values if path]
    nodes += [known.terms.condition(atom.table, text) for text in (atom.where, atom.among) if text]
    return frozenset(use.tag for node in nodes for use in fields_of(node))


def told(error: SteerboardError, rights: Rights) -> tuple[Text, Text | None]:
    """What is wrong in a file and what to do, without names of fields that the reader has no right to."""
    tables = extended_model().tables.values()
    secret = {n for t in tables for n, c in t.columns.items() if not rights.may_read(c.tag)}

    def names_one(text: Text | None) -> bool:
        return text is not None and bool(secret & set(re.findall(r"\w+", text.en)))

    message = NO_SUCH if names_one(error.message) else error.message
    return message, None if names_one(error.hint) else error.hint


def absent() -> Forbidden:
    return Forbidden(ABSENT)
