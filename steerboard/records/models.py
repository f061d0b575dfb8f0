"""The record kinds that Django must know; each is declared in its own file under ``kinds/``."""

from __future__ import annotations

from steerboard.records.kinds.account import Account
from steerboard.records.kinds.activity import Activity
from steerboard.records.kinds.opportunity import Opportunity, OpportunityLine, OpportunitySplit
from steerboard.records.kinds.order import Order, OrderLine
from steerboard.records.kinds.product import Product
from steerboard.records.kinds.stage import Stage

__all__ = [
    "Account",
    "Activity",
    "Opportunity",
    "OpportunityLine",
    "OpportunitySplit",
    "Order",
    "OrderLine",
    "Product",
    "Stage",
]
