"""Faults in a text, with their place in it."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.core.errors import BadInput, SteerboardError
from steerboard.core.text import Text
from steerboard.engine.grammar.nodes import KIND_NAMES, Node
from steerboard.engine.grammar.syntax import place


@dataclass(frozen=True, slots=True)
class Site:
    """The text that is being read; it makes the errors, so each says where."""

    text: str

    def where(self, at: int) -> str:
        return place(self.text, at)

    def wrong(self, at: int, message: Text, hint: Text | None = None) -> SteerboardError:
        return BadInput(message, where=self.where(at), hint=hint)

    def expected(self, node: Node, wanted: Text, hint: Text | None = None) -> SteerboardError:
        """``node`` is of the wrong kind."""
        message = Text("{wanted} is needed here, this is {kind}.", "这里需要{wanted}，而不是{kind}。")
        return self.wrong(node.at, message.fill(wanted=wanted, kind=KIND_NAMES[node.type.kind]), hint)
