"""Values and names as nodes of the tree. Nothing that comes from outside becomes SQL but through here.

All stores print these alike. A text is refused where a store could not take it (a NUL, half of a surrogate
pair); every other character stands inside the quotes of its literal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Literal

from sqlglot import exp

from steerboard.core.errors import BadInput
from steerboard.core.text import Text

SqlType = Literal["text", "integer", "decimal", "double", "boolean", "date", "timestamp"]
Value = str | int | float | bool | Decimal | date | datetime | None

MOST_DIGITS = 38

_TYPES: dict[SqlType, exp.DType] = {
    "text": exp.DType.TEXT,
    "integer": exp.DType.BIGINT,
    "double": exp.DType.DOUBLE,
    "boolean": exp.DType.BOOLEAN,
    "date": exp.DType.DATE,
    "timestamp": exp.DType.TIMESTAMP,
}


def name(text: str) -> exp.Identifier:
    """A quoted name: it is what it says, keyword or not."""
    if not text or "\x00" in text:
        raise ValueError("a name has at least one character and no NUL")
    return exp.Identifier(this=text, quoted=True)


def column(text: str, table: str = "") -> exp.Column:
    return exp.Column(this=name(text), table=name(table)) if table else exp.Column(this=name(text))


def table(text: str, alias: str = "") -> exp.Table:
    """A table or a common table expression, by its name."""
    return exp.Table(this=name(text), alias=exp.TableAlias(this=name(alias)) if alias else None)


def named(expression: exp.Expression, alias: str) -> exp.Alias:
    """``expression AS "alias"``."""
    return exp.Alias(this=expression, alias=name(alias))


def call(function: str, *arguments: exp.Expression) -> exp.Anonymous:
    """A function under exactly this name; the printer changes nothing about it."""
    return exp.Anonymous(this=function, expressions=list(arguments))


def cast(expression: exp.Expression, to: SqlType, places: int = 4) -> exp.Cast:
    """``to`` decimal gives 38 digits, ``places`` of them behind the point."""
    if to != "decimal":
        return exp.Cast(this=expression, to=exp.DataType(this=_TYPES[to]))
    size = [exp.DataTypeParam(this=integer(n)) for n in (MOST_DIGITS, places)]
    return exp.Cast(this=expression, to=exp.DataType(this=exp.DType.DECIMAL, expressions=size))


def small(expression: exp.Expression) -> exp.Cast:
    """As a 32-bit integer: the only one that both stores add to a date."""
    return exp.Cast(this=expression, to=exp.DataType(this=exp.DType.INT))


def integer(value: int) -> exp.Expression:
    if value < 0:
        return exp.Paren(this=exp.Neg(this=exp.Literal(this=str(-value), is_string=False)))
    return exp.Literal(this=str(value), is_string=False)


def decimal(value: Decimal) -> exp.Expression:
    """An exact number with the decimals it has."""
    if not value.is_finite():
        raise ValueError("a decimal literal is finite")
    text = exp.Literal(this=format(abs(value), "f"), is_string=False)
    return exp.Paren(this=exp.Neg(this=text)) if value < 0 else text


def double(value: float | Decimal | int) -> exp.Expression:
    return cast(exp.Literal(this=repr(float(value)), is_string=True), "double")


def text(value: str) -> exp.Literal:
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise BadInput(
            Text("a text holds a character that cannot be stored.", "文本中含有无法存储的字符。"),
            where=value.encode("ascii", "backslashreplace").decode()[:40],
        )
    return exp.Literal(this=value, is_string=True)


def boolean(value: bool) -> exp.Boolean:
    return exp.Boolean(this=value)


def day(value: date) -> exp.Cast:
    return cast(exp.Literal(this=value.isoformat(), is_string=True), "date")


def moment(value: datetime) -> exp.Cast:
    """A naive UTC timestamp."""
    if value.tzinfo is not None:
        raise ValueError("a timestamp in the mart is naive UTC")
    written = value.isoformat(sep=" ", timespec="microseconds")
    return cast(exp.Literal(this=written, is_string=True), "timestamp")


def null(of: SqlType = "text") -> exp.Cast:
    """A missing value that has a type, so stores agree on the column it stands in."""
    return cast(exp.Null(), of)


def literal(value: Value) -> exp.Expression:
    """The node of a Python value."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return boolean(value)
        case int():
            return integer(value)
        case Decimal():
            return decimal(value)
        case float():
            return double(value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case str():
            return text(value)


_NEVER = boolean(False)


def both(conditions: Iterable[exp.Expression | None]) -> exp.Expression:
    """All of them hold; true where there are none. None among them is left out."""
    kept = [c for c in conditions if c is not None]
    return _chain(exp.And, kept) if kept else boolean(True)


def either(conditions: Iterable[exp.Expression]) -> exp.Expression:
    """At least one holds; false where there are none. What never holds is left out."""
    kept = [c for c in conditions if c != _NEVER]
    return _chain(exp.Or, kept) if kept else boolean(False)


def _chain(connector: type[exp.And] | type[exp.Or], parts: list[exp.Expression]) -> exp.Expression:
    wrapped = [paren(p) for p in parts] if len(parts) > 1 else parts
    return reduce(lambda left, right: connector(this=left, expression=right), wrapped)


def paren(expression: exp.Expression) -> exp.Expression:
    """In parentheses where another operator could take it apart."""
    if isinstance(expression, (exp.Binary, exp.Not, exp.Between, exp.In, exp.Neg, exp.Alias)):
        return exp.Paren(this=expression)
    return expression
