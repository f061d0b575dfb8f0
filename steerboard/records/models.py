"""The record kinds that Django must know; each is declared in its own file under ``kinds/``."""

from __future__ import annotations

from steerboard.records.kinds.account import Account
from steerboard.records.kinds.activity import Activity
from steerboard.records.kinds.campaign import Campaign, CampaignTouch
from steerboard.records.kinds.contact import Contact
from steerboard.records.kinds.contract import Contract
from steerboard.records.kinds.cost import Cost
from steerboard.records.kinds.forecast_submission import ForecastSubmission
from steerboard.records.kinds.lead import Lead
from steerboard.records.kinds.loss_review import LossReview
from steerboard.records.kinds.opportunity import Opportunity, OpportunityLine, OpportunitySplit
from steerboard.records.kinds.order import Order, OrderLine
from steerboard.records.kinds.product import Product
from steerboard.records.kinds.promotion import Promotion
from steerboard.records.kinds.quote import Quote
from steerboard.records.kinds.stage import Stage

__all__ = [
    "Account",
    "Activity",
    "Campaign",
    "CampaignTouch",
    "Contact",
    "Contract",
    "Cost",
    "ForecastSubmission",
    "Lead",
    "LossReview",
    "Opportunity",
    "OpportunityLine",
    "OpportunitySplit",
    "Order",
    "OrderLine",
    "Product",
    "Promotion",
    "Quote",
    "Stage",
]
