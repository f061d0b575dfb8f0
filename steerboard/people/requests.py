"""The request as the site's middleware hands it to views."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from steerboard.core.clock import Clock
from steerboard.core.workspace import Workspace
from steerboard.engine.rights import Rights
from steerboard.people.models import Login


class Asked(HttpRequest):
    """What a view may rely on. On public routes nobody may be signed in: ``login`` and ``person_id`` are then None.

    ``today`` is the day in the workspace's zone; ``rights`` are those of this request and live no longer.
    """

    rights: Rights
    clock: Clock
    workspace: Workspace
    today: date
    login: Login | None
    person_id: int | None
