"""The record kinds that Django must know; each is declared in its own file under ``kinds/``."""

from __future__ import annotations

from steerboard.records.kinds.account import Account
from steerboard.records.kinds.account_spend import AccountSpend
from steerboard.records.kinds.activity import Activity, ActivityParticipant
from steerboard.records.kinds.budget import Budget
from steerboard.records.kinds.campaign import Campaign, CampaignTouch
from steerboard.records.kinds.check_in import CheckIn
from steerboard.records.kinds.competitor_price import CompetitorPrice
from steerboard.records.kinds.contact import Contact
from steerboard.records.kinds.contract import Contract
from steerboard.records.kinds.cost import Cost
from steerboard.records.kinds.forecast_submission import ForecastSubmission
from steerboard.records.kinds.invoice import Invoice
from steerboard.records.kinds.lead import Lead
from steerboard.records.kinds.loss_review import LossReview
from steerboard.records.kinds.market_figure import MarketFigure
from steerboard.records.kinds.opportunity import Opportunity, OpportunityLine, OpportunitySplit
from steerboard.records.kinds.order import Order, OrderLine
from steerboard.records.kinds.payment import Payment
from steerboard.records.kinds.phone_queue_call import PhoneQueueCall
from steerboard.records.kinds.price_change import PriceChange
from steerboard.records.kinds.product import Product
from steerboard.records.kinds.promotion import Promotion
from steerboard.records.kinds.quote import Quote
from steerboard.records.kinds.return_claim import ReturnClaim
from steerboard.records.kinds.stage import Stage
from steerboard.records.kinds.stock import Stock
from steerboard.records.kinds.subscriber import Subscriber
from steerboard.records.kinds.subscription import Subscription, SubscriptionEvent
from steerboard.records.kinds.survey_response import SurveyResponse
from steerboard.records.kinds.ticket import Ticket, TicketInteraction
from steerboard.records.kinds.time_entry import TimeEntry
from steerboard.records.kinds.training import Training
from steerboard.records.kinds.usage import Feature, UsageDay
from steerboard.records.kinds.web_session import WebSession
from steerboard.records.kinds.work_report import WorkReport

__all__ = [
    "Account",
    "AccountSpend",
    "Activity",
    "ActivityParticipant",
    "Budget",
    "Campaign",
    "CampaignTouch",
    "CheckIn",
    "CompetitorPrice",
    "Contact",
    "Contract",
    "Cost",
    "Feature",
    "ForecastSubmission",
    "Invoice",
    "Lead",
    "LossReview",
    "MarketFigure",
    "Opportunity",
    "OpportunityLine",
    "OpportunitySplit",
    "Order",
    "OrderLine",
    "Payment",
    "PhoneQueueCall",
    "PriceChange",
    "Product",
    "Promotion",
    "Quote",
    "ReturnClaim",
    "Stage",
    "Stock",
    "Subscriber",
    "Subscription",
    "SubscriptionEvent",
    "SurveyResponse",
    "Ticket",
    "TicketInteraction",
    "TimeEntry",
    "Training",
    "UsageDay",
    "WebSession",
    "WorkReport",
]
