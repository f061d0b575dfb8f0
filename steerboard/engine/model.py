"""The frozen model: which analytic tables there are, with their columns, links, times and policies.

It is generated from the record kinds and committed as ``model.json``, so the engine knows the data without
Django. ``docs/mart-tables.md`` is the contract about what each table holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from steerboard.core.errors import UnknownName
from steerboard.core.text import Text

ColumnType = Literal[
    "text", "choice", "integer", "boolean", "money", "quantity", "share", "date", "time", "link", "json"
]
PolicyRule = Literal["public", "owner", "person", "parent", "closed"]


def physical_names(name: str, type_: ColumnType) -> tuple[str, ...]:
    """The names of the columns that a field of this type stands as in the mart."""
    if type_ == "time":
        return (name, f"{name}_on", f"{name}_exact")
    return (f"{name}_id",) if type_ == "link" else (name,)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a kind as the mart holds it.

    A ``time`` stands as three physical columns, a ``link`` as ``<name>_id``; every other type as ``<name>``.
    ``tag`` names the sensitivity that a reader needs a right for ("" for none).
    """

    name: str
    type: ColumnType
    label: Text
    target: str = ""
    tag: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def physical(self) -> tuple[str, ...]:
        return physical_names(self.name, self.type)


@dataclass(frozen=True, slots=True)
class Policy:
    """Who sees a row.

    ``public``: every signed-in person. ``owner``: the people to whom ``link`` (a column that links to a user)
    leads, and their leads; ``pool`` says that rows without an owner are everybody's. ``person``: the row is
    itself a user. ``parent``: whoever sees the row that ``link`` leads to. ``closed``: nobody but the roles. ``open_to`` names the roles that see
    every row beyond the ones that always do (rights.ALL_SEEING). ``withheld`` is a field, its value and
    the link that says whose the row is: rows with that value are shown to nobody, and count only in a measure of the kind ``private``. ``then``: in a figure the row is
    also seen by whoever stood above its owner on its day, as a row with credits is.
    """

    rule: PolicyRule
    link: str = ""
    pool: bool = False
    open_to: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    then: bool = False


@dataclass(frozen=True)
class Table:
    """One kind, or a table derived from one, as the mart holds it.

    ``spans`` and ``credits`` tell whether the companions ``<name>_span`` and ``<name>_credit`` exist.
    ``display`` is the column that names a row to people.
    """

    name: str
    label: Text
    plural: Text
    columns: Mapping[str, Column]
    policy: Policy
    display: str = ""
    spans: bool = True
    credits: bool = False
    derived: bool = False
    closing: Mapping[str, Any] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        try:
            return self.columns[name]
        except KeyError:
            raise UnknownName(
                Text("field of {t}", "{t}字段").fill(t=self.label), name, self.columns
            ) from None


@dataclass(frozen=True)
class Model:
    """All tables. ``fingerprint`` changes with any of them."""

    tables: Mapping[str, Table]
    fingerprint: str = ""

    def table(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise UnknownName(Text("kind", "记录类型"), name, self.tables) from None

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.tables)


def read_model(document: Mapping[str, Any]) -> Model:
    """A model from its JSON form."""
    return Model({t["name"]: _table(t) for t in document["tables"]}, document["fingerprint"])


def _table(t: Mapping[str, Any]) -> Table:
    policy = t["policy"]
    return Table(
        name=t["name"],
        label=Text.of(t["label"]),
        plural=Text.of(t["plural"]),
        columns={c["name"]: _column(c) for c in t["columns"]},
        policy=Policy(
            policy["rule"],
            policy["link"],
            policy["pool"],
            tuple(policy["open_to"]),
            tuple(policy.get("withheld", ())),
        ),
        display=t["display"],
        spans=t["spans"],
        credits=t["credits"],
        derived=t["derived"],
        closing=t["closing"],
    )


def _column(c: Mapping[str, Any]) -> Column:
    choices = tuple(Choice(o["value"], Text.of(o["label"])) for o in c["choices"])
    return Column(c["name"], c["type"], Text.of(c["label"]), c["target"], c["tag"], choices)


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model of the record kinds that this version ships."""
    return read_model(json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8")))
