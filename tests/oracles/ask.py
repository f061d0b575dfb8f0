"""The front door: one KPI of the spine, asked of a world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from steerboard.core.periods import Period
from steerboard.core.worldtime import WorldTime
from steerboard.engine.rights import OWNER, Rights
from tests.oracles import (
    closing,
    customers,
    doing,
    flow,
    leads,
    lines,
    orders,
    pipeline,
    quotas,
    quotes,
    stages,
)
from tests.oracles.base import Answers, Key, Question
from tests.oracles.service import AROUND, AROUND_AS_OF
from tests.oracles.wider import WIDER, WIDER_AS_OF
from tests.worlds import World

KPIS: dict[str, tuple[Callable[[Question], Answers], tuple[str, ...]]] = {
    "bookings": (closing.bookings, ()),
    "won_deals": (closing.won_deals, ()),
    "win_rate": (closing.win_rate, ("amount", "cohort")),
    "loss_rate": (closing.loss_rate, ()),
    "average_contract_value": (closing.average_contract_value, ("annual",)),
    "sales_cycle_days": (closing.sales_cycle_days, ("mean", "p90")),
    "opportunities_created": (closing.opportunities_created, ()),
    "pipeline_value": (pipeline.pipeline_value, ()),
    "weighted_pipeline": (pipeline.weighted_pipeline, ()),
    "open_opportunities": (pipeline.open_opportunities, ()),
    "stage_conversion_rate": (stages.stage_conversion_rate, ("won",)),
    "time_in_stage": (stages.time_in_stage, ("mean", "p90", "open")),
    "revenue": (orders.revenue, ()),
    "orders": (orders.orders, ("gross",)),
    "units": (orders.units, ()),
    "average_order_value": (orders.average_order_value, ()),
    "new_customer_revenue": (orders.new_customer_revenue, ()),
    "repeat_customer_revenue": (orders.repeat_customer_revenue, ("unknown",)),
    "orders_rolling_30_90": (
        orders.orders_rolling_30_90,
        ("30", "90", "units30", "units90", "revenue30", "revenue90", "trend"),
    ),
    "revenue_yoy": (orders.revenue_yoy, ()),
    "activities": (doing.activities, ()),
    "visits": (doing.visits, ()),
    "plan_completion_rate": (doing.plan_completion_rate, ("eventually",)),
    "leads_created": (leads.leads_created, ()),
    "mqls": (leads.mqls, ()),
    "sqls": (leads.sqls, ()),
    "sales_ready_leads": (leads.sales_ready_leads, ("stock",)),
    "lead_nurture_days": (leads.lead_nurture_days, ("mean",)),
    "mql_to_sql_rate": (leads.mql_to_sql_rate, ()),
    "mql_to_customer_rate": (leads.mql_to_customer_rate, ()),
    "time_to_convert": (leads.time_to_convert, ("median",)),
    "cost_per_lead": (leads.cost_per_lead, ()),
    "lead_response_minutes": (leads.lead_response_minutes, ("mean", "p90", "working", "unanswered")),
    "leads_followed_up_share": (leads.leads_followed_up_share, ()),
    "pipeline_created": (flow.pipeline_created, ("net",)),
    "pipeline_coverage": (flow.pipeline_coverage, ("all", "needed")),
    "pipeline_velocity": (flow.pipeline_velocity, ()),
    "close_ratio": (flow.close_ratio, ("worked",)),
    "average_selling_price": (lines.average_selling_price, ()),
    "gross_margin": (lines.gross_margin, ()),
    "discount_rate": (lines.discount_rate, ()),
    "repeat_order_share": (lines.repeat_order_share, ()),
    "repeat_purchase_rate": (lines.repeat_purchase_rate, ()),
    "calls": (doing.calls, ("inbound", "connected")),
    "face_to_face_visits": (doing.face_to_face_visits, ()),
    "key_account_visits": (doing.key_account_visits, ()),
    "demos": (doing.demos, ()),
    "follow_up_calls": (doing.follow_up_calls, ()),
    "visit_conversion_rate": (customers.visit_conversion_rate, ()),
    "first_visit_success_rate": (customers.first_visit_success_rate, ()),
    "existing_customer_engagement": (customers.existing_customer_engagement, ()),
    "customer_pool": (customers.customer_pool, ("public",)),
    "key_account_share": (customers.key_account_share, ()),
    "quotes_sent": (quotes.quotes_sent, ()),
    "quote_to_order_rate": (quotes.quote_to_order_rate, ("amount", "accepted")),
    "quota_attainment": (quotas.quota_attainment, ()),
    "quota_gap": (quotas.quota_gap, ("pace",)),
    "reps_at_quota_share": (quotas.reps_at_quota_share, ("below", "far_below")),
    **WIDER,
    **AROUND,
}

AS_OF = (
    *(
        "pipeline_value",
        "weighted_pipeline",
        "open_opportunities",
        "time_in_stage:open",
        "sales_ready_leads:stock",
    ),
    *("customer_pool", "customer_pool:public", "key_account_share"),
    *WIDER_AS_OF,
    *AROUND_AS_OF,
)
"""Asked with ``as_of``; with a period instead they give the state at its end."""

EVERY = tuple(f"{kpi}:{v}" if v else kpi for kpi, (_, variants) in KPIS.items() for v in ("", *variants))
"""All ids, each with its variants."""


def answers(
    world: World,
    kpi: str,
    period: Period | None = None,
    *,
    as_of: WorldTime | None = None,
    by: str | tuple[str, ...] | None = None,
    rights: Rights = OWNER,
    now: datetime | None = None,
    params: Mapping[str, Any] | None = None,
) -> Answers:
    """The figure for each group; a group is a tuple of dimension values, ``()`` without ``by``.

    Links are ids. ``now`` is the world's own unless it is given.
    """
    name, _, variant = kpi.partition(":")
    ask, variants = KPIS[name]
    if variant and variant not in variants:
        raise ValueError(f"{name} has no variant {variant}")
    paths = (by,) if isinstance(by, str) else by or ()
    return ask(Question(world, variant, period, as_of, paths, rights, now or world.now, params or {}))


def oracle(
    world: World,
    kpi: str,
    period: Period | None = None,
    *,
    as_of: WorldTime | None = None,
    by: str | tuple[str, ...] | None = None,
    rights: Rights = OWNER,
    now: datetime | None = None,
    params: Mapping[str, Any] | None = None,
) -> dict[Key, Fraction | None]:
    """The values alone."""
    found = answers(world, kpi, period, as_of=as_of, by=by, rights=rights, now=now, params=params)
    return {key: answer.value for key, answer in found.items()}
