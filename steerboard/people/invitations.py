"""Invitations: the secret in the link, and whether it still holds. The verbs are in actions.py."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from steerboard.core.clock import Clock
from steerboard.people.models import Invitation, Login

HOLDS = timedelta(days=7)


def open_invitation(secret: str, clock: Clock) -> Invitation | None:
    """The invitation of a secret while it holds; unknown, expired and used ones are all None."""
    found = Invitation.objects.select_related("person").filter(digest=digest_of(secret), used_at=None)
    there = found.filter(person__deleted_at=None, person__merged_into=None)
    return there.filter(expires_at__gt=clock.now()).first()


def taken(email: str, person_id: int) -> bool:
    """Whether another person signs in with this address."""
    return Login.objects.filter(email=email.lower()).exclude(person=person_id).exists()


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
