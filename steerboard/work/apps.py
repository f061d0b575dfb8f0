"""The Django app of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from typing_extensions import override

from steerboard.core.text import Text


class WorkConfig(AppConfig):
    name = "steerboard.work"
    label = "work"

    @override
    def ready(self) -> None:
        from steerboard.ui import places

        places.register(places.Place(Text("Today", "今天"), "today", icon="today", order=10, phone=True))
        places.register(
            places.Place(Text("Figures", "指标"), "figures", icon="figures", order=40, phone=True)
        )
        places.register(places.Place(Text("Team", "团队"), "team", icon="team", order=15, shown=_leads))
        places.register(places.Place(_company_name, "company", icon="company", order=16, shown=_steers))
        places.register_entry(Text("Log a visit", "记一笔"), "log_visit")
        _offer_verbs()


def _steers(request: HttpRequest) -> bool:
    """Who sees everything, or leads more than one team, has the company or his region."""
    from steerboard.work.company.scope import may_open

    rights = getattr(request, "rights", None)
    return rights is not None and may_open(rights)


def _company_name(request: HttpRequest) -> Text:
    from steerboard.work.company.scope import place_name

    return place_name(request.rights)  # type: ignore[attr-defined]


def _leads(request: HttpRequest) -> bool:
    """Who leads somebody has the place "Team"."""
    rights = getattr(request, "rights", None)
    return rights is not None and bool(rights.teams)


def _offer_verbs() -> None:
    """What can be done with a record from its page."""
    from steerboard.engine.rights import Rights
    from steerboard.people.editing import may_edit_record
    from steerboard.records.verbs import Verb, register

    def open_deal(deal: Any, rights: Rights) -> bool:
        return deal.outcome is None and may_edit_record(deal, "opportunity", rights)

    def open_plan(plan: Any, rights: Rights) -> bool:
        settled = plan.done_at or plan.cancelled_at or not plan.planned_for
        return not settled and may_edit_record(plan, "activity", rights)

    def always(_record: Any, rights: Rights) -> bool:
        return bool(rights.roles)

    def log_for(account: int) -> str:
        return f"{reverse('log_visit')}?{urlencode({'account': account})}"

    def plan_for(account: int) -> str:
        return f"{reverse('plan_visits')}?{urlencode({'account': account})}"

    def of(name: str) -> Any:
        return lambda record_id: reverse(name, args=[record_id])

    register("account", Verb(Text("Log a visit", "记一笔"), log_for, always))
    register("account", Verb(Text("Plan a visit", "安排拜访"), plan_for, always))
    register("opportunity", Verb(Text("Advance", "推进阶段"), of("advance_stage"), open_deal))
    register("opportunity", Verb(Text("Next step", "下一步"), of("set_next_step"), open_deal))
    register("opportunity", Verb(Text("Close date", "改成交日"), of("move_closing"), open_deal))
    register("activity", Verb(Text("Log it", "登记完成"), of("finish_visit"), open_plan))
    register("activity", Verb(Text("Did not happen", "没去成"), of("missed_visit"), open_plan))
