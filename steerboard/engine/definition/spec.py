"""Reading one mapping of a definition file: every error says file, KPI, key, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.engine.kinds.base import Aggregate, Atom, Measure, Unit

KEY = Text("key", "键")


@dataclass(frozen=True)
class Spec:
    """A mapping with the place it stands at. ``{param: name}`` values are already filled in."""

    values: Mapping[str, Any]
    where: str

    @classmethod
    def of(cls, value: object, where: str) -> Spec:
        if not isinstance(value, Mapping):
            raise BadInput(Text("a mapping of keys belongs here.", "此处应为键值结构。"), where=where)
        return cls({str(k): v for k, v in value.items()}, where)

    def only(self, *keys: str) -> None:
        """Refuse keys that this kind does not know."""
        allowed = {*keys, "kind", "unit"}
        for key in self.values:
            if key not in allowed:
                raise UnknownName(KEY, key, allowed, where=self.where)

    def at(self, key: str) -> str:
        return f"{self.where}.{key}"

    def wrong(self, key: str, en: str, zh: str) -> BadInput:
        message = Text("“{k}” {en}.", "“{k}”{zh}。").fill(k=key, en=Text(en, ""), zh=Text("", zh))
        return BadInput(message, where=self.at(key))

    def required(self, key: str) -> Any:
        if self.values.get(key) is None:
            raise BadInput(Text("“{k}” is missing.", "缺少“{k}”。").fill(k=key), where=self.where)
        return self.values[key]

    def text(self, key: str) -> str:
        value = self.required(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "is a text", "应为文本")
        return value.strip()

    def optional(self, key: str, default: str = "") -> str:
        return self.text(key) if self.values.get(key) is not None else default

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key) or ()
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, "is a list of texts", "应为文本列表")
        return tuple(value)

    def choice(self, key: str, options: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in options:
            raise UnknownName(
                Text("value of “{k}”", "“{k}”取值").fill(k=key), value, options, where=self.where
            )
        return value

    def integer(self, key: str) -> int:
        value = self.required(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, "is a whole number", "应为整数")
        return value

    def optional_integer(self, key: str) -> int | None:
        return None if self.values.get(key) is None else self.integer(key)

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "is true or false", "应为 true 或 false")
        return bool(value)

    def number(self, key: str) -> Decimal:
        value = self.required(key)
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise self.wrong(key, "is a number", "应为数字")
        return Decimal(str(value))

    def both(self, key: str) -> Text:
        """A text in both languages: ``{zh: …, en: …}``."""
        value = self.required(key)
        if not isinstance(value, Mapping) or {"zh", "en"} != set(value) or not all(value.values()):
            raise self.wrong(
                key,
                "has a text for zh and one for en (in quotes where it has a comma)",
                "应同时给出 zh 与 en 文本（含逗号时请加引号）",
            )
        return Text(en=str(value["en"]).strip(), zh=str(value["zh"]).strip())

    def optional_both(self, key: str, default: Text) -> Text:
        return self.both(key) if self.values.get(key) is not None else default


class Context(Protocol):
    """What a kind of measure may ask while it is read."""

    @property
    def unit(self) -> Unit:
        """The unit of the KPI that is being read."""
        ...

    def atom(self, spec: Spec, aggregate: Aggregate, share: Decimal = ...) -> Atom:
        """The atom of ``of``, ``at``, ``value`` and ``where``, checked against the model."""
        ...

    def state(self, spec: Spec, aggregate: Aggregate, share: Decimal = ...) -> Atom:
        """The atom of ``of``, ``from``, ``until``, ``value`` and ``where``, read at an instant."""
        ...

    def measure(self, spec: Spec, key: str, unit: Unit | None = ...) -> Measure:
        """The measure under ``key``: written out, or that of the KPI whose id stands there."""
        ...

    def target(self, spec: Spec, key: str, aggregate: Aggregate) -> Atom:
        """The target of the KPI whose id stands under ``key``, or what of it is ``expected`` by now."""
        ...

    def take_unit(self, unit: Unit) -> None:
        """The KPI that is being read has this unit, whatever its file says: that of the KPI asked about."""
        ...

    def ask_people(self, target: Atom, measure: Measure) -> None:
        """``measure`` is to be asked of each person who has this target."""
        ...

    def answering(self, spec: Spec, table: str) -> str:
        """The field under ``person``; where rows are withheld it is the one that says whose they are, and no other."""
        ...

    def in_confidence(self) -> AbstractContextManager[None]:
        """Within it rows count that are shown to nobody, and the records behind the KPI that is read are shown to nobody."""
        ...

    def keep(self, atom: Atom) -> Atom:
        """An atom that was made of another: what it reads is held against the reader's rights."""
        ...

    def check_condition(self, spec: Spec, key: str, table: str, text: str) -> None: ...
