"""What is typed into the grid of targets."""

from __future__ import annotations

import re
from decimal import Decimal

from steerboard.core.errors import BadInput
from steerboard.core.scaled import QUANTITY_PLACES, scale
from steerboard.core.text import Text

UNITS = {"万": Decimal(10**4), "亿": Decimal(10**8), "k": Decimal(10**3), "m": Decimal(10**6)}
_TYPED = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(万|亿|k|m)?", re.IGNORECASE)


def typed(text: str) -> Decimal | None:
    """A number as people type it: ``500,000``, ``50 万``, ``1.2M``; nothing typed is no target, which is not 0.

    >>> typed("50 万")
    Decimal('500000')
    """
    plain = text.replace(",", "").replace("，", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").strip()
    if not plain:
        return None
    found = _TYPED.fullmatch(plain.lstrip("¥$€£"))
    if found is None:
        raise BadInput(
            Text("“{t}” is no number.", "“{t}”不是数字。").fill(t=text[:40]),
            hint=Text("Write 500,000, 500k or leave it empty.", "请写 500,000、50 万，或留空。"),
        )
    value = Decimal(found[1]) * UNITS.get((found[2] or "").lower(), Decimal(1))
    scale(value, QUANTITY_PLACES)  # refuses what the records cannot hold
    return value
