"""``{% translate %}`` and ``{% url %}`` as Django's, quicker: they stand on a page a hundred times.

A fixed text is looked up once in each language, an address put together once for each set of arguments. Whoever loads
`ui` after `i18n` has these.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context, Node
from django.template.base import FilterExpression, Parser, Token, Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from typing_extensions import override

register = template.Library()


class Word(Node):
    """A text that stands in the template itself."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._by_language: dict[str | None, str] = {}

    @override
    def render(self, context: Context) -> str:
        language = get_language()
        text = self._by_language.get(language)
        if text is None:
            text = self._by_language[language] = self._node.render(context)
        return text


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    node = do_translate(parser, token)
    fixed = isinstance(node, TranslateNode) and not node.asvar and _is_fixed(node.filter_expression)
    if fixed and (node.message_context is None or _is_fixed(node.message_context)):
        return Word(node)
    return node


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = django_url(parser, token)
    if node.asvar or node.kwargs or not _is_fixed(node.view_name):
        return node
    return Address(node)


class Address(Node):
    """The address of a route that the template names, with arguments by place."""

    def __init__(self, node: URLNode) -> None:
        self._node = node
        self._name = str(node.view_name.resolve(Context()))

    @override
    def render(self, context: Context) -> str:
        args = tuple(arg.resolve(context) for arg in self._node.args)
        if not all(isinstance(arg, int | str) for arg in args):
            return self._node.render(context)
        found = _address(get_resolver(get_urlconf()), get_script_prefix(), self._name, args)
        return conditional_escape(found) if context.autoescape else found


@lru_cache(maxsize=4096)
def _address(_resolver: object, _prefix: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


def _is_fixed(expression: FilterExpression) -> bool:
    """A text in quotes, with nothing done to it."""
    if expression.filters:
        return False
    value = expression.var
    return isinstance(value, str) or (isinstance(value, Variable) and isinstance(value.literal, str))
