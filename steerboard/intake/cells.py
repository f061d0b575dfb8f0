"""From the text of a cell to a value of a field's type. What cannot be read raises BadInput with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from steerboard.core.errors import BadInput
from steerboard.core.scaled import LARGEST
from steerboard.core.text import Text
from steerboard.intake.rules import Numbers, Style
from steerboard.kinds.registry import FieldSpec
from steerboard.kinds.values import check, preparer

Read = Callable[[str], Any]
Both = tuple[Any, Any]  # the value as the door takes it, and as the database holds it

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
YES = {"true", "yes", "y", "1", "是", "真", "对"}
NO = {"false", "no", "n", "0", "否", "假", "错"}
_WIDE = str.maketrans("０１２３４５６７８９．，－＋％￥＄", "0123456789.,-+%¥$")
_HOURS = ("%H", "%I", "%X", "%c", "%s")


def cell_reader(field: FieldSpec, style: Style, zone: ZoneInfo) -> Callable[[str], Both]:
    """Reads texts of one field; the empty text is the field's default, or nothing."""
    read = _reader(field, style, zone)
    prepare = preparer(field.type)
    empty = field.django.get_default() if field.django.has_default() else None

    def both(text: str) -> Both:
        try:
            value = check(field, read(text) if text else empty, field.name)
            return value, prepare(value)
        except BadInput as error:
            raise BadInput(error.message, where=field.name, hint=error.hint) from None

    return both


def _reader(field: FieldSpec, style: Style, zone: ZoneInfo) -> Read:
    if field.type in ("money", "quantity", "share"):
        return lambda text: number(text, style.numbers)
    if field.type == "integer":
        return lambda text: whole(text, style.numbers)
    if field.type == "boolean":
        return boolean
    if field.type == "time":
        return lambda text: moment(text, style.dates, zone)
    if field.type == "date":
        return lambda text: day(text, style.dates, zone)
    return plain


def plain(text: str) -> str:
    if "\0" in text:
        raise BadInput(Text("the cell holds a NUL byte.", "单元格含有 NUL 字节。"))
    return text


def number(text: str, style: Numbers) -> Decimal:
    """An exact number; separators, signs and full-width digits only as ``style`` declares them."""
    bare, signs = text, style.signs
    if style.full_width:
        bare, signs = bare.translate(_WIDE), tuple(sign.translate(_WIDE) for sign in signs)
    for sign in signs:
        bare = bare.replace(sign, "")
    bare = bare.strip()
    percent = style.percent and bare.endswith("%")
    bare = bare.removesuffix("%").strip() if percent else bare
    if style.thousands:
        bare = _without_thousands(bare, style)
    if style.decimal != ".":
        # A point is then no decimal sign, and must not be taken for one.
        bare = bare.replace(".", "?").replace(style.decimal, ".")
    if len(bare) > 40 or not NUMBER.fullmatch(bare):
        raise BadInput(
            Text("“{v}” is no number.", "“{v}”不是数字。").fill(v=text),
            hint=Text(
                "Separators and signs are declared under “numbers”.", "千分位、货币符号需在 numbers 中声明。"
            ),
        )
    found = Decimal(bare)
    return found.scaleb(-2) if style.percent else found


def _without_thousands(text: str, style: Numbers) -> str:
    head, point, tail = text.partition(style.decimal)
    groups = head.lstrip("+-").split(style.thousands)
    right = len(groups) == 1 or (0 < len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:]))
    return head.replace(style.thousands, "") + point + tail if right else "?"


def whole(text: str, style: Numbers) -> int:
    found = number(text, style)
    if found != found.to_integral_value() or abs(found) > LARGEST:
        raise BadInput(Text("“{v}” is no whole number that fits.", "“{v}”不是可用的整数。").fill(v=text))
    return int(found)


def boolean(text: str) -> bool:
    lower = text.lower()
    if lower in YES:
        return True
    if lower in NO:
        return False
    raise BadInput(
        Text("“{v}” is neither yes nor no.", "“{v}”不是“是”或“否”。").fill(v=text),
        hint=Text("Say what it means under “values”.", "请在 values 中说明其含义。"),
    )


def moment(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> date | datetime:
    """A time of the world: a date where the text gives no time of day; without a zone of its own it is in ``zone``."""
    for found in _formatted(text, formats) if formats else _iso(text):
        if not 1000 < found.year < 9999:
            break
        if not isinstance(found, datetime):
            return found
        return found if found.tzinfo else found.replace(tzinfo=zone)
    raise BadInput(
        Text("“{v}” is no date or time.", "“{v}”不是日期或时间。").fill(v=text),
        hint=Text("The form is {f}.", "格式应为 {f}。").fill(f=" / ".join(formats) or "2026-03-01 09:30:00"),
    )


def day(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> date:
    found = moment(text, formats, zone)
    return found.astimezone(zone).date() if isinstance(found, datetime) else found


def _formatted(text: str, formats: tuple[str, ...]) -> list[date | datetime]:
    for form in formats:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007  the zone is given by the caller
        except (ValueError, re.error):
            continue
        return [found if any(part in form for part in _HOURS) else found.date()]
    return []


def _iso(text: str) -> list[date | datetime]:
    try:
        if len(text) <= 10:
            return [date.fromisoformat(text)]
        return [datetime.fromisoformat(text)]
    except ValueError:
        return []
