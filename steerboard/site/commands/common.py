"""What several commands need: the workspace, Django on it, times and people as they are typed."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from steerboard.catalogue.packs import pack_of
from steerboard.core.clock import Clock, FixedClock, SystemClock
from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace, default_folder, open_workspace
from steerboard.engine.query import YEARS, out_of_years

if TYPE_CHECKING:
    from steerboard.engine.rights import Rights

_chosen: list[Path | None] = [None]


def choose_folder(folder: Path | None) -> None:
    """Remember the ``--workspace`` of this call."""
    _chosen[0] = folder


def folder() -> Path:
    return default_folder(_chosen[0])


def workspace() -> Workspace:
    """The workspace of this call; Django's settings are made to read the same one."""
    found = open_workspace(folder())
    os.environ["STEERBOARD_WORKSPACE"] = str(found.folder)
    return found


def with_django() -> Workspace:
    """The workspace, with Django set up on its records. Commands that need no records do without."""
    found = workspace()
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    import django

    django.setup()
    return found


def ready() -> Workspace:
    """The workspace with its records as this version wants them; raises Broken where they are not."""
    found = with_django()
    from steerboard.kinds.ledger import check_triggers
    from steerboard.site.upkeep import check_migrations

    check_migrations()
    check_triggers()
    pack_of(found)  # says at once where there is no such pack
    return found


def time_of(text: str | None, workspace: Workspace) -> date | datetime | None:
    """A date, or a time (in the workspace's zone where it names none)."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-01-01"):
            return date.fromisoformat(text)
        value = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            Text("“{text}” is no date or time.", "“{text}”不是日期或时间。").fill(text=text),
            hint=Text("Write 2026-03-01 or 2026-03-01T09:30.", "请写成 2026-03-01 或 2026-03-01T09:30。"),
        ) from None
    if value.year not in YEARS:
        raise out_of_years(value)
    return value if value.tzinfo else value.replace(tzinfo=workspace.calendar.zone)


def day_of(text: str | None, workspace: Workspace) -> date | None:
    value = time_of(text, workspace)
    if isinstance(value, datetime):
        raise BadInput(
            Text("“{text}” is a time; a date is needed.", "“{text}”是时间，此处需要日期。").fill(text=text)
        )
    return value


def clock_of(now: str | None, workspace: Workspace) -> Clock:
    """The machine's clock, or one that stands at ``--now`` (a date: at noon, when the day is under way)."""
    value = time_of(now or os.environ.get("STEERBOARD_NOW"), workspace)
    if value is None:
        return SystemClock()
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, 12, tzinfo=workspace.calendar.zone)
    return FixedClock(value)


def rights_as(who: str | None, clock: Clock, workspace: Workspace) -> Rights:
    """Rights of the person that a name, mail or id means; the workspace's owner's without one."""
    from steerboard.engine.rights import OWNER

    if who is None:
        return OWNER
    from steerboard.people.rights import rights_of

    return rights_of(person_of(who), workspace.calendar.today(clock.now()))


def person_of(who: str) -> int:
    """The id of the one person with this name, mail, external id or id."""
    from django.db.models import Q

    from steerboard.people.models import User

    match = Q(name__iexact=who) | Q(email__iexact=who) | Q(external_id=who)
    if who.isdecimal():
        match |= Q(pk=int(who))
    found = list(User.objects.filter(match).values_list("pk", "name", "email")[:3])
    if not found:
        raise UnknownName(Text("person", "人员"), who, User.objects.values_list("name", flat=True))
    if len(found) > 1:
        raise BadInput(
            Text("“{who}” means more than one person.", "“{who}”对应不止一个人。").fill(who=who),
            hint=Text("Use the mail or the id: {ids}.", "请使用邮箱或编号：{ids}。").fill(
                ids=", ".join(str(pk) for pk, _, _ in found)
            ),
        )
    return int(found[0][0])
