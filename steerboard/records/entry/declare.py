"""What a form of a kind is, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from steerboard.core.text import Text
from steerboard.people.requests import Asked

Values = Mapping[str, Any]
# By field name what is wrong with a form's values; "" is about the form as a whole.
Faults = Mapping[str, Text]


@dataclass(frozen=True)
class Group:
    """Fields that stand together in the full form, under a heading."""

    name: Text
    fields: tuple[str, ...]


def _no_values(_request: Asked) -> Values:
    return {}


def _no_faults(_values: Values, _request: Asked) -> Faults:
    return {}


def _as_given(values: Values, _request: Asked) -> Values:
    return values


@dataclass(frozen=True)
class FormSpec:
    """How records of one kind are entered.

    quick: the three to five fields that are enough. groups: all fields, in the order of the full form.
    required: what the form asks for beyond what the kind itself does. picks: choices shown as chips.
    initial: what a new form begins with. check: what no field can know by itself.
    filled: called with a new record's values, adds what follows from them. given: set on every new record.
    labels: a wording for this form. lines: the kind of its lines. alike: the fields in which two records would be one.
    later: fields that a new record has no use for.
    """

    kind: str
    new: Text
    quick: tuple[str, ...]
    groups: tuple[Group, ...]
    required: tuple[str, ...] = ()
    picks: tuple[str, ...] = ()
    initial: Callable[[Asked], Values] = _no_values
    check: Callable[[Values, Asked], Faults] = _no_faults
    filled: Callable[[Values, Asked], Values] = _as_given
    given: Callable[[Asked], Values] = _no_values
    labels: Mapping[str, Text] | None = None
    lines: str = ""
    alike: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def full(self) -> tuple[str, ...]:
        return tuple(name for group in self.groups for name in group.fields)
