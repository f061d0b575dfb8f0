"""Queries that are asked with every page: Django puts each together once, afterwards only its values are filled in.

Putting a queryset together and compiling it takes far longer than SQLite needs for the rows of one person. What is
kept here is the text and the place of every value; nothing of any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from steerboard.engine.rights import Rights

_FAR = 1 << 61  # stand-ins for numbers: no id comes near them
_NO_DAY = date(8800, 1, 1)
_MARK = "\N{SYMBOL FOR NULL}"
_SETS = (frozenset, set, tuple, list)

Build = Callable[..., QuerySet[Any, Any]]


class Prepared:
    """``rows(*values)`` are what ``build(*values)``, a queryset with ``values`` or ``values_list``, gives.

    A value is a number, a text, a day, a set of numbers, or a reader's :class:`Rights`. ``build`` puts values into
    conditions, as they are, and decides nothing by them but what holds for all values of the same :func:`_shape`:
    of a reader his roles and whether he leads somebody.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._known: dict[Any, _Statement | None] = {}

    def rows(self, *values: Any, using: str = "default") -> list[tuple[Any, ...]]:
        """The rows as tuples."""
        statement = self._statement(values, using)
        return [] if statement is None else statement.rows(values, using)

    def dicts(self, *values: Any, using: str = "default") -> list[dict[str, Any]]:
        """The rows by the names of their columns."""
        statement = self._statement(values, using)
        if statement is None:
            return []
        return [dict(zip(statement.names, row, strict=True)) for row in statement.rows(values, using)]

    def _statement(self, values: Sequence[Any], using: str) -> _Statement | None:
        key = (using, *map(_shape, values))
        try:
            return self._known[key]
        except KeyError:
            made = self._known[key] = _compiled(self._build, values, using)
            return made


def _shape(value: Any) -> Any:
    """What of a value decides how the statement reads: its type, how many there are, and for a reader his roles."""
    if isinstance(value, Rights):
        return (value.user is None, value.roles, value.everything, not value.teams, _room(len(value.people)))
    if isinstance(value, _SETS):
        return (frozenset, _room(len(value)))
    return type(value)


def _room(number: int) -> int:
    """The next power of two: sets of similar sizes share a statement, the last of their numbers said several times."""
    return 1 << (number - 1).bit_length() if number else 0


@dataclass(frozen=True)
class _Statement:
    """``slots``: for each parameter the place among the :func:`_flat` values, or what is always the same."""

    sql: str
    names: tuple[str, ...]
    slots: tuple[tuple[int | None, Any], ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]

    def rows(self, values: Sequence[Any], using: str) -> list[tuple[Any, ...]]:
        connection = connections[using]
        flat = [_adapted(value, connection) for value in _flat(values)]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [same if place is None else flat[place] for place, same in self.slots])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(self._converted(row, connection)) for row in rows] if self.converters else rows

    def _converted(self, row: Sequence[Any], connection: Any) -> list[Any]:
        cells = list(row)
        for place, converts, expression in self.converters:
            for convert in converts:
                cells[place] = convert(cells[place], expression, connection)
        return cells


def _compiled(build: Build, values: Sequence[Any], using: str) -> _Statement | None:
    """The statement for values of this shape; None where no row can answer."""
    connection, stands = connections[using], _Standing()
    query = build(*[stands.for_(value) for value in values]).query
    compiler = query.get_compiler(using)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = {_adapted(value, connection): place for place, value in enumerate(stands.given)}
    slots = tuple((places.get(p), p) if isinstance(p, int | str | date) else (None, p) for p in params)
    _check(stands, {place for place, _ in slots}, slots)
    converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    kept = tuple((place, tuple(convert), of) for place, (convert, of) in converters.items())
    return _Statement(sql, tuple(query.selected or ()), slots, kept)


def _check(stands: _Standing, used: Collection[int | None], slots: Iterable[tuple[int | None, Any]]) -> None:
    """Refuse a statement that lost a value on the way, or holds one in another."""
    lost = [place for place in stands.needed if place not in used]
    mixed = [given for place, given in slots if place is None and isinstance(given, str) and _MARK in given]
    if lost or mixed:
        raise TypeError(f"this query cannot be prepared: values {lost} do not reach it, {mixed} are changed")


class _Standing:
    """Values that stand in for others while a statement is made; ``given`` in the order of :func:`_flat`."""

    def __init__(self) -> None:
        self.given: list[Any] = []
        self.needed: list[int] = []  # what of a reader is asked is for his rights to say; all else must be

    def for_(self, value: Any) -> Any:
        if isinstance(value, Rights):
            user = None if value.user is None else self._one(value.user)
            return replace(value, user=user, people=self._many(value.people))
        begun = len(self.given)
        stand = self._many(value) if isinstance(value, _SETS) else self._one(value)
        self.needed += range(begun, len(self.given))
        return stand

    def _many(self, values: Collection[Any]) -> frozenset[Any]:
        return frozenset(self._one(0) for _ in range(_room(len(values))))

    def _one(self, value: Any) -> Any:
        number = len(self.given)
        if isinstance(value, datetime):
            raise TypeError("an instant cannot be prepared; give its text")
        if isinstance(value, date):
            stand: Any = _NO_DAY.replace(year=_NO_DAY.year + number)
        elif isinstance(value, str):
            stand = f"{_MARK}{number}"
        else:
            stand = _FAR + number
        self.given.append(stand)
        return stand


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, Rights):
            if value.user is not None:
                yield value.user
            yield from _padded(value.people)
        elif isinstance(value, _SETS):
            yield from _padded(value)
        else:
            yield value


def _padded(values: Collection[Any]) -> Iterator[Any]:
    known = list(values)
    if known:
        yield from chain(known, repeat(known[-1], _room(len(known)) - len(known)))


def _adapted(value: Any, connection: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
