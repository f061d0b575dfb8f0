"""The way in: a text, and what it is about, to a typed tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import cast

from lark import Token
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.engine.grammar.check import Checker
from steerboard.engine.grammar.faults import Site
from steerboard.engine.grammar.nodes import KIND_NAMES, Field, Node, Scalar
from steerboard.engine.grammar.scopes import Fields, Kpis, Scope
from steerboard.engine.grammar.syntax import parse_tree
from steerboard.engine.model import Model

Params = Mapping[str, Scalar]


def parse_condition(text: str, model: Model, table: str, params: Params | None = None) -> Node:
    """A condition on the records of ``table``, such as ``account.industry = 'steel' and amount > $least``.

    Raises UnknownName for a field, function, choice or parameter that does not exist, BadInput for all else
    that is wrong; ``where`` is ``line:column``.
    """
    node = _fields(text, model, table, params)
    if node.type.kind != "boolean":
        hint = Text("Compare it with something.", "请把它与某个值比较。")
        raise Site(text).expected(node, Text("a condition", "条件"), hint)
    return node


def parse_value(text: str, model: Model, table: str, params: Params | None = None) -> Node:
    """A value of a record of ``table``, of any kind: ``amount * probability``, ``days(created_at, closed_at)``."""
    return _fields(text, model, table, params)


def parse_path(text: str, model: Model, table: str) -> Field:
    """A field path alone, such as ``account.region``."""
    node = _fields(text, model, table, None)
    if not isinstance(node, Field):
        raise Site(text).expected(node, Text("the name of a field", "字段名"))
    return node


def parse_formula(text: str, kpis: Iterable[str], params: Params | None = None) -> Node:
    """Arithmetic over the values of KPIs, such as ``revenue / orders``; names may carry a ``:variant``."""
    node = _typed(text, Kpis(tuple(kpis)), params)
    if node.type.kind != "number":
        raise Site(text).expected(node, KIND_NAMES["number"])
    return node


class _Same:
    """A model as part of a cache's key: by identity, and kept alive, since a model cannot be hashed."""

    __slots__ = ("model",)

    def __init__(self, model: Model) -> None:
        self.model = model

    @override
    def __hash__(self) -> int:
        return id(self.model)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.model is self.model


def _fields(text: str, model: Model, table: str, params: Params | None) -> Node:
    # With their types: 1, True and 1.0 are equal in Python and not here.
    given = frozenset((name, type(value), value) for name, value in (params or {}).items())
    return _cached(text, _Same(model), table, given)


@lru_cache(maxsize=4096)
def _cached(text: str, model: _Same, table: str, params: frozenset[tuple[str, type, Scalar]]) -> Node:
    return _typed(text, Fields(model.model, table), {name: value for name, _, value in params})


def _typed(text: str, scope: Scope, params: Params | None) -> Node:
    root = cast(Token, parse_tree(text).children[0])
    return Checker(Site(text), scope, params or {}).node(root)
