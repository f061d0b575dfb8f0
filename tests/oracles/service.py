"""The KPIs of the service and of the company: which oracle answers which, with its variants."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracles import (
    delivery,
    keeping,
    money,
    products,
    shop,
    subscriptions,
    surveys,
    tickets,
    upkeep,
    usage,
)
from tests.oracles.base import Answers, Question

Asked = tuple[Callable[[Question], Answers], tuple[str, ...]]

CUSTOMERS: dict[str, Asked] = {
    "lifetime_value": (keeping.lifetime_value, ("subscription",)),
    "wallet_share": (keeping.wallet_share, ()),
    "customer_retention_rate": (keeping.customer_retention_rate, ()),
    "customer_churn_rate": (keeping.customer_churn_rate, ()),
    "loyal_customer_share": (keeping.loyal_customer_share, ()),
    "revenue_retention": (subscriptions.revenue_retention, ("gross",)),
    "revenue_churn": (subscriptions.revenue_churn, ()),
    "renewal_rate": (subscriptions.renewal_rate, ()),
    "renewal_amount_rate": (subscriptions.renewal_amount_rate, ()),
    "mrr": (subscriptions.mrr, ("new", "expansion", "contraction", "churned", "reactivated")),
    "arr": (subscriptions.arr, ()),
    "dau_mau": (usage.dau_mau, ("dau", "mau")),
    "core_feature_use": (usage.core_feature_use, ()),
    "sticky_feature_use": (usage.sticky_feature_use, ()),
    "nps": (surveys.nps, ()),
    "csat": (surveys.csat, ("top2",)),
    "on_time_delivery": (delivery.on_time_delivery, ("current",)),
    "return_rate": (delivery.return_rate, ("warranty", "by_date")),
}

TICKETS: dict[str, Asked] = {
    "service_lag_hours": (tickets.service_lag_hours, ("mean",)),
    "email_reply_hours": (tickets.email_reply_hours, ()),
    "hold_seconds": (tickets.hold_seconds, ()),
    "interactions_per_resolution": (tickets.interactions_per_resolution, ("first_contact",)),
    "resolution_hours": (tickets.resolution_hours, ("p90", "mean", "working")),
    "tickets_opened": (tickets.tickets_opened, ()),
    "tickets_active": (tickets.tickets_active, ()),
    "tickets_resolved_ratio": (tickets.tickets_resolved_ratio, ("open",)),
    "escalation_rate": (tickets.escalation_rate, ()),
    "abandonment_rate": (tickets.abandonment_rate, ()),
    "agent_interactions": (tickets.agent_interactions, ()),
    "agent_resolutions": (tickets.agent_resolutions, ()),
    "agent_escalations": (tickets.agent_escalations, ()),
    "first_contact_resolution": (tickets.first_contact_resolution, ()),
}

COMPANY: dict[str, Asked] = {
    "service_budget_variance": (money.service_budget_variance, ()),
    "revenue_efficiency": (keeping.revenue_efficiency, ()),
    "cash_flow": (money.cash_flow, ("balance",)),
    "revenue_growth": (money.revenue_growth, ()),
    "relative_market_share": (money.relative_market_share, ()),
    "operating_margin": (money.operating_margin, ()),
    "cost_ratio": (money.cost_ratio, ()),
    "sell_through_rate": (delivery.sell_through_rate, ()),
    "product_performance": (products.product_performance, ("units", "margin", "growth", "rank")),
    "cannibalization_rate": (products.cannibalization_rate, ()),
    "product_matrix_flow": (products.product_matrix_flow, ()),
    "conversion_rate": (shop.conversion_rate, ()),
    "cart_abandonment_rate": (shop.cart_abandonment_rate, ()),
    "revenue_per_head": (upkeep.revenue_per_head, ()),
    "data_completeness": (upkeep.data_completeness, ()),
    "data_timeliness": (upkeep.data_timeliness, ()),
    "report_on_time_rate": (upkeep.report_on_time_rate, ()),
}

AROUND = {**CUSTOMERS, **TICKETS, **COMPANY}

AROUND_AS_OF = (
    *(
        "lifetime_value",
        "lifetime_value:subscription",
        "loyal_customer_share",
        "mrr",
        "arr",
        "dau_mau",
        "dau_mau:dau",
        "dau_mau:mau",
    ),
    *("tickets_active", "cash_flow:balance", "data_completeness"),
)
"""Asked with ``as_of``."""
