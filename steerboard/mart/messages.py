"""Frozen values ↔ JSON, typed: only classes that are reachable from a known root are ever made from a message.

Every value that JSON has no form for is an array whose first item names its type, so nothing is ambiguous. A frozen
value that occurs many times (a row's frame, the calendar) is sent once and then referred to.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

from steerboard.core.errors import BadInput
from steerboard.core.text import Text

JSON = Any
DEEPEST = 60
_AS_IT_IS = (bool, int, str)


class Codec:
    """Writes and reads values of the given dataclasses and of those that their fields may hold.

    ``often`` are classes whose values come again with every message, and hold no other of these: they are written
    once and kept.
    """

    def __init__(self, roots: Iterable[type[Any]], *, often: Iterable[type[Any]] = ()) -> None:
        self._roots = tuple(roots)
        self.often = frozenset(often)
        self.written = lru_cache(maxsize=128)(self._written)

    @cached_property
    def classes(self) -> dict[str, type[Any]]:
        found: dict[str, type[Any]] = {}
        waiting: list[Any] = list(self._roots)
        while waiting:
            one = waiting.pop()
            waiting += [a for a in get_args(one) if a is not one]
            if isinstance(one, type) and dataclasses.is_dataclass(one) and name_of(one) not in found:
                found[name_of(one)] = one
                waiting += get_type_hints(one).values()
        return found

    def dumps(self, value: Any) -> str:
        return json.dumps(_Writing(self).write(value), ensure_ascii=False, separators=(",", ":"))

    def _written(self, value: Any) -> JSON:
        return _Writing(self).members(value)

    def loads(self, text: str | bytes) -> Any:
        """Raises BadInput where the text is no value of ours."""
        return self._read(lambda: json.loads(text))

    def made(self, value: JSON) -> Any:
        """The same of JSON that is read already."""
        return self._read(lambda: value)

    def _read(self, give: Callable[[], JSON]) -> Any:
        try:
            return _Reading(self).read(give(), 0)
        except BadInput:
            raise
        except (ValueError, TypeError, KeyError, IndexError, RecursionError, ArithmeticError) as error:
            raise BadInput(
                Text("this message cannot be read: {e}", "无法读取该消息：{e}").fill(e=str(error)[:200])
            ) from None

    def of_class(self, value: Any) -> str:
        name = name_of(type(value))
        if self.classes.get(name) is not type(value):
            raise TypeError(f"{type(value)} is in no message")
        return name


def name_of(cls: type[Any]) -> str:
    """Short, and different for classes of one name in different modules."""
    return f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}"


class _Writing:
    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.known: dict[int, int] = {}
        self.kept: list[Any] = []  # keeps alive what `known` knows by its id

    def write(self, value: Any) -> JSON:
        if value is None or isinstance(value, _AS_IT_IS):
            return value
        write = _WRITERS.get(type(value))
        if write is not None:
            return write(self, value)
        if isinstance(value, Mapping):
            return ["m", *([self.write(k), self.write(v)] for k, v in value.items())]
        return self._frozen(value)

    def many(self, tag: str, values: Iterable[Any]) -> JSON:
        return [tag, *(self.write(v) for v in values)]

    def _frozen(self, value: Any) -> JSON:
        place = self.known.get(id(value))
        if place is not None:
            return ["r", place]
        often = type(value) in self.codec.often
        written = self.codec.written(value) if often else self.members(value)
        self.known[id(value)] = len(self.kept)
        self.kept.append(value)
        return written

    def members(self, value: Any) -> JSON:
        name = self.codec.of_class(value)
        return ["o", name, *(self.write(getattr(value, f)) for f in _names(type(value)))]


def _real(_: _Writing, value: float) -> JSON:
    return value if math.isfinite(value) else ["x", repr(value)]


_WRITERS: dict[type[Any], Callable[[_Writing, Any], JSON]] = {
    float: _real,
    Decimal: lambda _, v: ["d", str(v)],
    datetime: lambda _, v: ["t", v.isoformat()],
    date: lambda _, v: ["D", v.isoformat()],
    timedelta: lambda _, v: ["s", v.days, v.seconds, v.microseconds],
    ZoneInfo: lambda _, v: ["z", v.key],
    tuple: lambda w, v: w.many("u", v),
    list: lambda w, v: w.many("l", v),
    frozenset: lambda w, v: w.many("f", sorted(v, key=repr)),
    types.MappingProxyType: lambda w, v: ["m", *([w.write(k), w.write(x)] for k, x in v.items())],
}


class _Reading:
    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.made: list[Any] = []

    def read(self, value: JSON, depth: int) -> Any:
        if not isinstance(value, list):
            if isinstance(value, dict):
                raise TypeError("a bare object")
            return value
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        tag, *rest = value
        if tag in _PLAIN:
            return _PLAIN[tag](*rest)
        if tag == "r":
            return self.made[rest[0]]
        if tag == "o":
            cls = self.codec.classes[rest[0]]
            values = [self.read(v, depth + 1) for v in rest[1:]]
            self.made.append(_made(cls, values))
            return self.made[-1]
        if tag == "m":
            return {self.read(k, depth + 1): self.read(v, depth + 1) for k, v in rest}
        return _MANY[tag](self.read(v, depth + 1) for v in rest)


def _made(cls: type[Any], values: list[Any]) -> Any:
    return cls(**dict(zip(_names(cls), values, strict=True)))


_PLAIN: dict[str, Callable[..., Any]] = {
    "x": float,
    "d": Decimal,
    "t": datetime.fromisoformat,
    "D": date.fromisoformat,
    "s": timedelta,
    "z": ZoneInfo,
}
_MANY: dict[str, Callable[..., Any]] = {"u": tuple, "l": list, "f": frozenset}
_fields: dict[type[Any], tuple[str, ...]] = {}


def _names(cls: type[Any]) -> tuple[str, ...]:
    names = _fields.get(cls)
    if names is None:
        names = _fields[cls] = tuple(f.name for f in dataclasses.fields(cls) if f.init)
    return names
