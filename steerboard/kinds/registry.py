"""Which kinds there are. A kind is registered by decorating its model; everything else reads it from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db import models

from steerboard.core.errors import UnknownName
from steerboard.core.text import Text
from steerboard.engine.model import ColumnType, Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import KindField, Link, OneOf

M = TypeVar("M", bound=type[models.Model])

# Fields of the base that the system keeps for itself: no import, no form, no history of their own.
SYSTEM_FIELDS = ("recorded_at", "deleted_at", "merged_into")


@dataclass(frozen=True)
class FieldSpec:
    """One field of a kind. ``name`` is the public name, ``column`` the database's and the attribute's."""

    name: str
    column: str
    type: ColumnType
    label: Text
    target: str
    tag: str
    choices: tuple[tuple[str, Text], ...]
    required: bool
    django: KindField = field(repr=False, compare=False)


@dataclass(frozen=True)
class Derived:
    """A column that only the mart has. Exactly one of the rules is set.

    product_of: the product of two columns, exact. first_of: the first value that a field ever had.
    either: the first of some links that is set.
    """

    name: str
    type: ColumnType
    label: Text
    tag: str = ""
    product_of: tuple[str, str] | None = None
    first_of: str = ""
    either: tuple[str, ...] = ()


@dataclass(frozen=True)
class DerivedTable:
    """A table that only the mart has, made from the history of a kind (see docs/mart-tables.md).

    ``visits_of`` names kind and link whose successive values are its rows.
    """

    name: str
    label: Text
    plural: Text
    policy: Policy
    visits_of: tuple[str, str]
    columns: tuple[tuple[str, ColumnType, Text, str], ...]  # name, type, label, target


@dataclass(frozen=True)
class KindSpec:
    """A kind as the rest of the product sees it.

    display: the field that names a record. aliases: other public names of fields, for imports.
    money_on: the fields that date a money amount for its rate, the first that is known counts.
    closing: see docs/mart-tables.md.
    """

    name: str
    model: type[Kind]
    label: Text
    plural: Text
    policy: Policy
    display: str
    aliases: dict[str, str]
    money_on: tuple[str, ...]
    closing: dict[str, Any]
    derived: tuple[Derived, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """All fields by public name, those of the base included, system fields left out."""
        found = (f for f in self.model._meta.concrete_fields if isinstance(f, KindField))
        return {f.name: _field_spec(f) for f in found if f.name not in SYSTEM_FIELDS}

    def field(self, name: str) -> FieldSpec:
        real = self.aliases.get(name, name)
        try:
            return self.fields[real]
        except KeyError:
            known = (*self.fields, *self.aliases)
            raise UnknownName(Text("field of {k}", "{k}字段").fill(k=self.label), name, known) from None

    @property
    def owned(self) -> bool:
        """Whether records have an owner whom figures are attributed to."""
        owner = self.fields.get("owner")
        return owner is not None and owner.target == "user"


@dataclass(frozen=True)
class FedTable:
    """A table that is no kind and whose changes the mart must hear of (targets, rates)."""

    name: str
    model: type[models.Model]


_kinds: dict[str, KindSpec] = {}
_by_model: dict[type[models.Model], KindSpec] = {}
_fed: dict[str, FedTable] = {}
_derived: dict[str, DerivedTable] = {}


def kind(
    name: str,
    *,
    label: Text,
    plural: Text,
    policy: Policy,
    display: str = "",
    aliases: dict[str, str] | None = None,
    money_on: tuple[str, ...] = ("created_at",),
    closing: dict[str, Any] | None = None,
    derived: tuple[Derived, ...] = (),
) -> Callable[[M], M]:
    """Class decorator: this model is the kind ``name``."""

    def register(model: M) -> M:
        if name in _kinds and _kinds[name].model is not model:
            raise ValueError(f"two kinds are called {name}")
        assert issubclass(model, Kind)
        spec = KindSpec(
            name, model, label, plural, policy, display, aliases or {}, money_on, closing or {}, derived
        )
        _kinds[name] = _by_model[model] = spec
        return model

    return register


def feeds_mart(name: str) -> Callable[[M], M]:
    """Class decorator: the mart hears of every change of this table."""

    def register(model: M) -> M:
        _fed[name] = FedTable(name, model)
        return model

    return register


def derive(table: DerivedTable) -> DerivedTable:
    """Register a table that the mart makes from a kind's history."""
    _derived[table.name] = table
    return table


def derived_tables() -> tuple[DerivedTable, ...]:
    return tuple(_derived.values())


def kinds() -> tuple[KindSpec, ...]:
    """All kinds, in the order in which they were registered."""
    return tuple(_kinds.values())


def fed_tables() -> tuple[FedTable, ...]:
    return tuple(_fed.values())


def get(name: str) -> KindSpec:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownName(Text("kind", "记录类型"), name, _kinds) from None


def spec_of(model: type[models.Model]) -> KindSpec:
    return _by_model[model]


def _field_spec(f: KindField) -> FieldSpec:
    target = ""
    if isinstance(f, Link):
        target = target_name(f)
    choices = tuple(f.values.items()) if isinstance(f, OneOf) else ()
    required = not f.null and not f.has_default()
    return FieldSpec(f.name, f.attname, f.kind_type, f.label, target, f.tag, choices, required, f)


def target_name(link: Link) -> str:
    model = link.related_model
    for spec in _kinds.values():
        if spec.model is model:
            return spec.name
    raise ValueError(f"{link} leads to {model}, which is no kind")
