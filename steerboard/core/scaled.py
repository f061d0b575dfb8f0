"""Exact numbers as scaled integers: money, quantities and shares.

SQLite keeps decimals as floats and adds them up wrongly, so records hold integers: money and quantities in
ten-thousandths, shares in millionths. Money always goes with its currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from steerboard.core.errors import BadInput
from steerboard.core.text import Text

MONEY_PLACES = 4
QUANTITY_PLACES = 4
SHARE_PLACES = 6
LARGEST = 2**63 - 1


def scale(value: Decimal | int | str, places: int) -> int:
    """``value`` times ten to the ``places``, as an integer.

    Raises BadInput where ``value`` is no number, has more decimals than fit, or is too large for 64 bits.

    >>> scale("12.5", 4)
    125000
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise BadInput(Text("“{v}” is no number.", "“{v}”不是数字。").fill(v=value)) from None
    if not number.is_finite():
        raise BadInput(Text("“{v}” is no number.", "“{v}”不是数字。").fill(v=value))
    scaled = number.scaleb(places)
    whole = scaled.to_integral_value(ROUND_HALF_EVEN)
    if whole != scaled:
        raise BadInput(
            Text("{v} has more than {n} decimals.", "{v} 的小数超过 {n} 位。").fill(v=value, n=places),
        )
    if abs(whole) > LARGEST:
        raise BadInput(Text("{v} is too large.", "{v} 太大了。").fill(v=value))
    return int(whole)


def unscale(value: int, places: int) -> Decimal:
    """The number that a scaled integer stands for, with trailing zeros dropped."""
    number = Decimal(value).scaleb(-places)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in ten-thousandths of a currency's unit; ``currency`` is its ISO 4217 code."""

    scaled: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        return cls(scale(amount, MONEY_PLACES), currency)

    @property
    def amount(self) -> Decimal:
        return unscale(self.scaled, MONEY_PLACES)

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise BadInput(
                Text("{a} and {b} cannot be added up.", "{a} 与 {b} 不能直接相加。").fill(
                    a=self.currency, b=other.currency
                )
            )
        return Money(self.scaled + other.scaled, self.currency)
