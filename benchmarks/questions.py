"""The named set of twenty KPIs, and the two questions that are asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.world.build import ASKED, CALENDAR, NOW
from steerboard.core.periods import Grain
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER

TWENTY = (
    "bookings",
    "won_deals",
    "win_rate",
    "average_contract_value",
    "sales_cycle_days",
    "opportunities_created",
    "open_opportunities",
    "pipeline_value",
    "weighted_pipeline",
    "stage_conversion_rate",
    "time_in_stage",
    "revenue",
    "orders",
    "average_order_value",
    "new_customer_revenue",
    "orders_rolling_30_90",
    "revenue_yoy",
    "activities",
    "visits",
    "plan_completion_rate",
)
"""One of every shape there is. Of the spine's KPIs loss_rate, units and repeat_customer_revenue are left out: each
is the sibling of one that is in it."""

FOUR = ("bookings", "win_rate", "pipeline_value", "activities")


@dataclass(frozen=True)
class Question:
    """``name`` is also that of the statement in ``handwritten``."""

    name: str
    title: str
    by: tuple[str, ...] = ()
    grain: Grain | None = None

    def query(self, kpis: tuple[str, ...] = TWENTY) -> Query:
        first, last = ASKED
        return Query(
            kpis=kpis,
            by=self.by,
            grain=self.grain,
            from_=first,
            to=last,
            now=NOW,
            rights=OWNER,
            calendar=CALENDAR,
        )


WHOLE = Question("whole", "two years as a whole")
BY_TEAM_MONTH = Question("by_team_month", "by `owner.team` and month", ("owner.team",), "month")
QUESTIONS = (WHOLE, BY_TEAM_MONTH)
