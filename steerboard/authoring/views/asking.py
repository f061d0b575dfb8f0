"""Who asks, for this room's verbs."""

from __future__ import annotations

from steerboard.authoring.actions import Writer
from steerboard.people.models import User
from steerboard.people.requests import Asked


def writer(request: Asked) -> Writer:
    """The reader as the one who saves."""
    name = User.objects.filter(pk=request.person_id).values_list("name", flat=True).first()
    return Writer.of(request.workspace.kpis, request.rights, str(name or ""), request.clock.now())
