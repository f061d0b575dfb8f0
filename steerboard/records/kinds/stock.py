"""What lay in store on a day, and what came in on it."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Quantity
from steerboard.kinds.registry import kind


@kind(
    "stock",
    label=Text("Stock", "库存"),
    plural=Text("Stock", "库存"),
    policy=Policy("public"),
)
class Stock(Kind):
    """``quantity`` lay there when the day began; ``received`` came in on it. A row may tell one of the two."""

    product = Link(Text("Product", "产品"), "records.Product", null=False)
    day = Day(Text("Day", "日期"), null=False)
    quantity = Quantity(Text("In stock", "库存数量"))
    received = Quantity(Text("Received", "入库数量"))
