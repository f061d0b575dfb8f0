"""Moving a plan to another day or hour."""

from __future__ import annotations

from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, local_date, to_text
from steerboard.kinds.batch import Author, Batch, Edit, Written
from steerboard.people.actions import write_as
from steerboard.people.requests import Asked
from steerboard.ui import dates

WHERE = "activity.planned_for"


def is_open(plan: Any) -> bool:
    return bool(plan.done_at is None and plan.cancelled_at is None and plan.planned_for is not None)


def reschedule(request: Asked, plan: Any, when: WorldTime, *, seen: str | None = None) -> Written:
    """Plan ``plan`` (an activity row that the reader sees) for ``when``.

    ``seen`` is the plan as the reader's page knew it (``to_text``). Raises BadInput where the plan is settled, where
    somebody moved it meanwhile, or where ``when`` is a day that is over; Forbidden where it is not the reader's.
    """
    zone = request.workspace.calendar.zone
    if not is_open(plan):
        raise BadInput(
            Text("this plan is settled already.", "这项计划已经处理过了。"),
            where=WHERE,
            hint=Text("The record says how.", "详情见该条记录。"),
        )
    if seen and seen not in (to_text(plan.planned_for), to_text(when)):
        now = plan.planned_for
        text = Text("Meanwhile somebody moved it to {en}.", "这期间有人已改到 {zh}。")
        day = local_date(now, zone)
        said = {
            "en": dates.date_long(day, "en", request.today),
            "zh": dates.date_long(day, "zh", request.today),
        }
        raise BadInput(text.fill(**said), where=WHERE)
    if local_date(when, zone) < request.today:
        raise BadInput(Text("This lies in the past.", "这个时间已经过去了。"), where=WHERE)
    author = Author(request.person_id, "app", "reschedule")
    edit = Edit("activity", plan.pk, {"planned_for": when})
    return write_as(Batch(author, (edit,)), request.rights, request.clock)
