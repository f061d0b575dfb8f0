"""A YAML value with its place, taken apart key by key; what is left over at the end is an unknown key."""

from __future__ import annotations

from typing import Any

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text


class Node:
    """A YAML mapping at ``where``; each key is asked for once, then :meth:`done` refuses the rest."""

    def __init__(self, value: Any, where: str) -> None:
        self.where = where
        if not isinstance(value, dict) or not all(isinstance(k, str) for k in value):
            raise self.wrong(Text("here should stand a list of keys.", "此处应为一组键值。"))
        self.value: dict[str, Any] = value
        self.asked: list[str] = []

    def place(self, key: str) -> str:
        return f"{self.where}: {key}" if ": " not in self.where else f"{self.where}.{key}"

    def wrong(self, message: Text, key: str = "") -> BadInput:
        return BadInput(message, where=self.place(key) if key else self.where)

    def has(self, key: str) -> bool:
        return key in self.value

    def get(self, key: str) -> Any:
        self.asked.append(key)
        return self.value.get(key)

    def text(self, key: str, default: str = "") -> str:
        value = self.get(key)
        if value is None:
            return default
        return scalar(value, self.place(key))

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(Text("this is true or false.", "此处只能为 true 或 false。"), key)
        return bool(value)

    def one_of(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in known:
            raise UnknownName(Text("value", "取值"), value, known, where=self.place(key))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them."""
        value = self.get(key)
        if value is None:
            return ()
        return tuple(scalar(v, self.place(key)) for v in (value if isinstance(value, list) else [value]))

    def node(self, key: str) -> Node | None:
        value = self.get(key)
        return None if value is None else Node(value, self.place(key))

    def nodes(self, key: str) -> list[Node]:
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(Text("here should stand a list.", "此处应为列表。"), key)
        return [Node(v, f"{self.place(key)}[{i}]") for i, v in enumerate(value)]

    def done(self) -> None:
        for key in self.value:
            if key not in self.asked:
                raise UnknownName(Text("key", "键"), key, self.asked, where=self.where)


def scalar(value: Any, where: str) -> str:
    """A YAML scalar as the text that a cell would hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise BadInput(Text("here should stand one value.", "此处应为单个值。"), where=where)
