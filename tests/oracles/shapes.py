"""How a KPI is compared: by whom it is asked, what must be equal to the last place, what is null for many."""

from __future__ import annotations

from tests.oracles.service import TICKETS
from tests.oracles.wider import ALSO as WIDER_ALSO
from tests.oracles.wider import WIDER_BY, WIDER_COMPANY, WIDER_SUMS

BY = {
    **dict.fromkeys(TICKETS, "agent"),
    "report_on_time_rate": "user",
    **dict.fromkeys(("conversion_rate", "cart_abandonment_rate"), "lead_source"),
    "cash_flow": "account",
    **dict.fromkeys(("service_budget_variance", "operating_margin"), "region"),
    "cost_ratio": "category",
    "sell_through_rate": "product",
    "cannibalization_rate": "line",
    "product_matrix_flow": "role",
    "loyal_customer_share": "account",
    **dict.fromkeys(("relative_market_share", "revenue_efficiency")),
    **WIDER_BY,
}
"""Of those that are nobody's, or somebody's who is no owner: by what they are asked instead; None: only as a whole."""

ALSO = {
    "csat": "scale",
    "data_completeness": "record_kind",
    "lifetime_value": "line",
    "nps": "account.region",
    "on_time_delivery": "account.region",
    **dict.fromkeys(
        ("product_performance", "product_performance:growth", "product_performance:rank"), "product"
    ),
    **dict.fromkeys(("mrr", "renewal_rate"), "product"),
    "service_lag_hours": "channel",
    "tickets_opened": "kind",
    "wallet_share": "product_line",
    **WIDER_ALSO,
}
"""By what some are told apart besides people and teams."""

SUMS = {
    *("mrr", "arr", "mrr:new", "mrr:expansion", "mrr:contraction", "mrr:churned", "mrr:reactivated"),
    *("dau_mau:dau", "dau_mau:mau", "tickets_opened", "tickets_active", "agent_interactions"),
    *("agent_resolutions", "agent_escalations", "cash_flow", "cash_flow:balance", "product_performance"),
    *("product_performance:units", "product_performance:rank"),
    *WIDER_SUMS,
}
"""Counts and sums among them: equal to the last place."""

COMPANY = {
    *("service_budget_variance", "revenue_efficiency", "relative_market_share", "operating_margin"),
    *("cost_ratio", "sell_through_rate", "cannibalization_rate", "product_matrix_flow"),
    *("loyal_customer_share", "product_performance:margin", "cash_flow", "cash_flow:balance"),
    *WIDER_COMPANY,
}
"""Null for who does not see everything, or may not read costs: which groups stand there is of no interest then."""


def persons(kpi: str) -> tuple[str, ...]:
    by = BY.get(kpi, BY.get(kpi.partition(":")[0], "owner"))
    return () if by is None else (by,)


def teams(kpi: str) -> tuple[str, ...]:
    return tuple(f"{by}.team" if by in ("owner", "agent", "user") else by for by in persons(kpi))
