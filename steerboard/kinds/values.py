"""Field values in their three forms: Python's, the database's, and the JSON form in which history keeps them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.scaled import MONEY_PLACES, QUANTITY_PLACES, SHARE_PLACES, scale, unscale
from steerboard.core.text import Text
from steerboard.core.worldtime import from_text, to_text
from steerboard.kinds.registry import FieldSpec

PLACES = {"money": MONEY_PLACES, "quantity": QUANTITY_PLACES, "share": SHARE_PLACES}
Prepare = Callable[[Any], Any]


def not_given(spec: FieldSpec, where: str = "") -> BadInput:
    return BadInput(Text("“{f}” must be given.", "必须填写“{f}”。").fill(f=spec.label), where=where)


def check(spec: FieldSpec, value: Any, where: str) -> Any:
    """``value`` as the field takes it; raises BadInput with the field and what it takes instead."""
    if value is None or value == "":
        if not spec.django.null:
            raise not_given(spec, where or spec.name)
        return None
    if spec.type == "choice" and value not in {v for v, _ in spec.choices}:
        raise BadInput(
            Text("“{v}” is not one of {all}.", "“{v}”不在可选值中：{all}。").fill(
                v=value, all=", ".join(v for v, _ in spec.choices)
            ),
            where=where or spec.name,
        )
    if spec.type == "text" and spec.django.max_length and len(str(value)) > spec.django.max_length:
        raise BadInput(
            Text("“{f}” is longer than {n} characters.", "“{f}”超过 {n} 个字符。").fill(
                f=spec.label, n=spec.django.max_length
            ),
            where=where or spec.name,
        )
    _check_type(spec, value, where)
    return value


_TAKES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "choice": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "money": (Decimal, int),
    "quantity": (Decimal, int),
    "share": (Decimal, int),
    "date": (date,),
    "time": (date,),
    "link": (int,),
    "json": (dict,),
}


def _check_type(spec: FieldSpec, value: Any, where: str) -> None:
    wrong = not isinstance(value, _TAKES[spec.type])
    wrong = wrong or (spec.type == "date" and isinstance(value, datetime))
    wrong = wrong or (isinstance(value, bool) and spec.type not in ("boolean", "json"))
    if wrong:
        raise BadInput(
            Text("“{v}” does not fit a field of type {t}.", "“{v}”不符合字段类型 {t}。").fill(
                v=value, t=spec.type
            ),
            where=where or spec.name,
        )


@lru_cache(maxsize=1024)
def preparer(type_: str) -> Prepare:
    """Turns a checked Python value into what the database driver takes; the same for both databases."""
    if type_ in PLACES:
        places = PLACES[type_]
        return lambda v: None if v is None else scale(v, places)
    if type_ == "time":
        return lambda v: None if v is None else to_text(v)
    if type_ == "date":
        return lambda v: None if v is None else v.isoformat()
    if type_ == "json":
        return lambda v: None if v is None else json.dumps(v, ensure_ascii=False, sort_keys=True)
    return lambda v: v


def to_json(type_: str, value: Any) -> Any:
    """The form in which history keeps a value: exact, and the same for equal values."""
    if value is None:
        return None
    if type_ in PLACES:
        return str(unscale(scale(value, PLACES[type_]), PLACES[type_]))
    if type_ == "time":
        return to_text(value)
    if type_ == "date":
        return value.isoformat()
    return value


def from_json(type_: str, value: Any) -> Any:
    """The reverse of :func:`to_json`."""
    if value is None:
        return None
    if type_ in PLACES:
        return Decimal(value)
    if type_ == "time":
        return from_text(value)
    if type_ == "date":
        return date.fromisoformat(value)
    return value
