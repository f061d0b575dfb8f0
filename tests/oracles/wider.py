"""The KPIs of marketing and sales beyond the spine: which oracle answers which, with its variants."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracles import (
    buyers,
    closing,
    customers,
    dealings,
    deeds,
    foresight,
    funnel,
    leads,
    orders,
    pipeline,
    reach,
    spending,
    workforce,
)
from tests.oracles.base import Answers, Question

Asked = tuple[Callable[[Question], Answers], tuple[str, ...]]
STATISTICS = ("mean", "p90")

MARKETING: dict[str, Asked] = {
    "leads_in_funnel": (funnel.leads_in_funnel, ()),
    "leads_by_stage_share": (funnel.leads_by_stage_share, ()),
    "leads_by_product_line": (leads.leads_created, ()),
    "new_subscribers": (reach.new_subscribers, ()),
    "lead_to_mql_rate": (funnel.lead_to_mql_rate, ()),
    "cost_per_lead_by_source": (spending.cost_per_lead_by_source, ()),
    "campaign_cost_per_lead": (spending.campaign_cost_per_lead, ("against_average",)),
    "enquiry_response_minutes": (funnel.enquiry_response_minutes, (*STATISTICS, "working", "unanswered")),
    "new_web_visitors": (reach.new_web_visitors, ()),
    "web_conversion_rate": (reach.web_conversion_rate, ()),
    "email_open_rate": (reach.email_open_rate, ()),
    "email_click_rate": (reach.email_click_rate, ()),
    "email_response_rate": (reach.email_response_rate, ()),
    "campaign_conversion_rate": (reach.campaign_conversion_rate, ("of_delivered",)),
    "event_leads": (funnel.event_leads, ()),
    "event_sales_ready_share": (funnel.event_sales_ready_share, ()),
    "marketing_budget_variance": (spending.budget_variance("marketing"), ()),
    "outbound_inbound_ratio": (funnel.outbound_inbound_ratio, ("qualified",)),
    "referral_leads": (funnel.referral_leads, ()),
    "referral_rate": (buyers.referral_rate, ()),
    "qualified_leads": (funnel.qualified_leads, ()),
    "roas": (spending.roas, ()),
    "customer_lifecycle_days": (buyers.customer_lifecycle_days, ("mean",)),
    "revenue_per_lead": (funnel.revenue_per_lead, ("first_year", "expected")),
    "fission_rate": (buyers.fission_rate, ()),
}

RESULTS: dict[str, Asked] = {
    "new_customer_orders": (orders.new_customer_orders, ()),
    "repeat_customer_orders": (orders.repeat_customer_orders, ()),
    "orders_yoy": (orders.orders_yoy, ()),
    "revenue_per_rep": (workforce.revenue_per_rep, ()),
    "cac": (spending.cac, ("with_marketing", "per_sale")),
    "contracts_per_sql": (funnel.contracts_per_sql, ()),
    "sql_to_opportunity_rate": (funnel.sql_to_opportunity_rate, ()),
    "sql_to_customer_rate": (funnel.sql_to_customer_rate, ()),
    "customer_acquisition_rate": (funnel.customer_acquisition_rate, ()),
    "revenue_by_contact_method": (dealings.revenue_by_contact_method, ()),
    "revenue_by_region": (dealings.revenue_by_region, ("bookings",)),
    "revenue_by_vertical": (closing.revenue_by_vertical, ("growth", "win_rate")),
    "new_customers": (buyers.new_customers, ()),
    "upsell_rate": (buyers.upsell_rate, ("line",)),
    "cross_sell_rate": (buyers.cross_sell_rate, ("line",)),
    "churn_by_cycle_length": (buyers.churn_by_cycle_length, ()),
    "sales_contribution": (spending.sales_contribution, ()),
    "sales_budget_variance": (spending.budget_variance("sales"), ()),
    "partner_revenue": (dealings.partner_revenue, ()),
    "partner_margin": (dealings.partner_margin, ()),
    "partner_opportunities": (closing.partner_opportunities, ()),
    "active_partners": (buyers.active_partners, ()),
    "partner_win_rate": (closing.partner_win_rate, ()),
    "revenue_per_customer": (buyers.revenue_per_customer, ("arpa",)),
    "new_business_bookings": (closing.new_business_bookings, ()),
    "expansion_revenue": (closing.expansion_revenue, ()),
    "sales_cost_ratio": (spending.sales_cost_ratio, ()),
    "first_sale_contribution": (spending.first_sale_contribution, ()),
    "performance_product": (workforce.performance_product, ("mindset", "volume", "conversion", "value")),
}

DOING: dict[str, Asked] = {
    "emails": (deeds.emails, ()),
    "onboarding_calls": (deeds.onboarding_calls, ()),
    "presentations": (deeds.presentations, ()),
    "meetings_new_customers": (deeds.meetings_new_customers, ()),
    "meetings_existing_customers": (deeds.meetings_existing_customers, ()),
    "meetings_booked": (deeds.booked("meeting"), ()),
    "demos_booked": (deeds.booked("demo"), ()),
    "nurture_interactions": (deeds.nurture_interactions, ()),
    "campaign_push_share": (deeds.campaign_push_share, ()),
    "collateral_use": (deeds.collateral_use, ()),
    "accompanied_visits": (deeds.accompanied_visits, ()),
    "positive_reply_rate": (funnel.replies("positive"), ()),
    "negative_reply_rate": (funnel.replies("negative"), ()),
    "lead_load": (funnel.lead_load, ("conversion",)),
    "selling_time_share": (workforce.selling_time_share, ()),
    "travel_hours": (workforce.travel_hours, ()),
    "mindset_score": (workforce.mindset_score, ()),
    "training_completed": (workforce.training_completed, ("required",)),
    "employee_satisfaction": (workforce.employee_satisfaction, ()),
}

STATES: dict[str, Asked] = {
    "pipeline_by_product_line": (pipeline.pipeline_value, ()),
    "pipeline_by_probability": (pipeline.pipeline_by_probability, ("50", "70", "90")),
    "large_customers": (customers.large_customers, ("very_large",)),
    "account_classification_share": (customers.account_classification_share, ()),
    "accounts_created": (customers.accounts_created, ()),
    "forecast_submitted_share": (foresight.forecast_submitted_share, ()),
    "close_date_accuracy": (foresight.close_date_accuracy, ("mean", "spread", "within_week")),
    "close_spike": (foresight.close_spike, ()),
    "mix_accuracy": (foresight.mix_accuracy, ("line",)),
    "competitor_price_gap": (dealings.competitor_price_gap, ()),
}

WIDER = {**MARKETING, **RESULTS, **DOING, **STATES}
WIDER_AS_OF = (
    "leads_in_funnel",
    "leads_by_stage_share",
    "lead_load",
    "revenue_per_customer:arpa",
    "training_completed:required",
    "pipeline_by_product_line",
    "pipeline_by_probability",
    *(f"pipeline_by_probability:{least}" for least in (50, 70, 90)),
    "large_customers",
    "large_customers:very_large",
    "account_classification_share",
    "competitor_price_gap",
)
"""Asked with ``as_of``, as the states of the spine."""

WIDER_BY: dict[str, str | None] = {
    **dict.fromkeys(("email_open_rate", "email_click_rate", "email_response_rate"), "campaign"),
    "campaign_conversion_rate": "campaign.channel",
    **dict.fromkeys(("new_subscribers", "new_web_visitors", "web_conversion_rate"), "lead_source"),
    "cost_per_lead_by_source": "lead_source",
    "campaign_cost_per_lead": "campaign",
    **dict.fromkeys(("marketing_budget_variance", "sales_budget_variance"), "region"),
    **dict.fromkeys(("sales_cost_ratio", "sales_contribution", "cac"), "region"),
    "roas": "campaign.channel",
    **dict.fromkeys(("cac:per_sale", "first_sale_contribution")),
    "competitor_price_gap": "product",
    **dict.fromkeys(("selling_time_share", "travel_hours", "mindset_score", "training_completed"), "user"),
    "employee_satisfaction": "team",
}
"""As :data:`tests.oracles.shapes.BY`: what is nobody's is asked by something else."""

WIDER_COMPANY = {
    *("cost_per_lead_by_source", "campaign_cost_per_lead", "campaign_cost_per_lead:against_average"),
    *("marketing_budget_variance", "sales_budget_variance", "roas", "cac", "cac:with_marketing"),
    *("cac:per_sale", "sales_cost_ratio", "sales_contribution", "first_sale_contribution", "partner_margin"),
}
"""As :data:`tests.oracles.shapes.COMPANY`."""

WIDER_SUMS = {
    *("leads_in_funnel", "leads_by_product_line", "new_subscribers", "new_web_visitors", "event_leads"),
    *("referral_leads", "qualified_leads", "new_customer_orders", "repeat_customer_orders"),
    *("revenue_by_contact_method", "revenue_by_region", "revenue_by_region:bookings", "revenue_by_vertical"),
    *("new_customers", "partner_revenue", "partner_opportunities", "active_partners"),
    *("new_business_bookings", "expansion_revenue", "emails", "onboarding_calls", "presentations"),
    *("meetings_new_customers", "meetings_existing_customers", "meetings_booked", "demos_booked"),
    *("nurture_interactions", "accompanied_visits", "training_completed", "pipeline_by_product_line"),
    *(f"pipeline_by_probability:{least}" for least in (50, 70, 90)),
    *("pipeline_by_probability", "large_customers", "large_customers:very_large", "accounts_created"),
}
"""As :data:`tests.oracles.shapes.SUMS`."""

ALSO = {
    "leads_by_stage_share": "lifecycle_stage",
    "leads_by_product_line": "product_line",
    "pipeline_by_product_line": "product_line",
    "revenue_by_vertical": "account.industry",
    "revenue_by_region": "region",
    "revenue_by_contact_method": "first_contact",
    "customer_acquisition_rate": "contact_method",
    "churn_by_cycle_length": "cycle_band",
    "competitor_price_gap": "competitor",
    "outbound_inbound_ratio": "lead_source",
    "upsell_rate": "region",
    **dict.fromkeys(("upsell_rate:line", "cross_sell_rate:line"), "product_line"),
}
"""By what some are told apart besides people and teams."""
