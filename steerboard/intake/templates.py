"""Templates: text with columns in braces, ``office:{regional_office}``."""

from __future__ import annotations

from string import Formatter

from steerboard.core.errors import BadInput
from steerboard.core.text import Text


def parts(template: str, where: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a literal text and the column that follows it ("" after the last)."""
    try:
        found = [(a, b, c, d) for a, b, c, d in Formatter().parse(template)]
    except ValueError:
        found = [(template, "", "?", None)]
    if any(spec or conversion for _, _, spec, conversion in found):
        raise BadInput(
            Text("“{t}” is no template.", "“{t}”不是合法模板。").fill(t=template),
            where=where,
            hint=Text("Write columns in braces: team:{name}.", "请将列名写在花括号中：team:{name}。"),
        )
    return tuple((literal, (name or "").strip()) for literal, name, _, _ in found)


def columns_of(template: str, where: str) -> tuple[str, ...]:
    return tuple(name for _, name in parts(template, where) if name)
