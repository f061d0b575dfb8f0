"""Verbs of people: writing as somebody, inviting, taking an invitation up."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.urls import reverse

from steerboard.core.clock import Clock
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.actions import undo
from steerboard.kinds.batch import Author, Batch, Written
from steerboard.kinds.door import write
from steerboard.people.editing import authorise, authorise_undo
from steerboard.people.invitations import HOLDS, digest_of, taken
from steerboard.people.models import Invitation, Login, User


def write_as(batch: Batch, rights: Rights, clock: Clock) -> Written:
    """Write what the reader may write; raises Forbidden, with nothing written, where any of it is not his.

    The question and the writing are one transaction, so rights cannot change in between.
    """
    with transaction.atomic():
        authorise(batch, rights)
        return write(batch, clock)


def undo_as(change: int, rights: Rights, author: Author, clock: Clock) -> Written:
    """Take back a change of the reader's own."""
    with transaction.atomic():
        authorise_undo(change, rights)
        return undo(change, author, clock)


def invite(person_id: int, email: str, clock: Clock) -> str:
    """Make an invitation and return the path that holds its secret; earlier ones of the person end.

    ``email`` may be empty: the invitation then asks for it. The secret is nowhere kept. Give the machine's clock, not
    a shifted one: how long a secret holds is no matter of the figures' time.
    """
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise BadInput(Text("there is no person {n}.", "没有编号为 {n} 的人员。").fill(n=person_id))
    address = (email or person.email or "").strip().lower()
    if address and taken(address, person_id):
        raise BadInput(
            Text("{e} belongs to another person.", "{e} 已属于其他人员。").fill(e=address),
            hint=Text("Give another address with --email.", "请用 --email 指定其他邮箱。"),
        )
    secret, now = secrets.token_urlsafe(32), clock.now()
    with transaction.atomic():
        Invitation.objects.filter(person=person, used_at=None).update(expires_at=now)
        Invitation.objects.create(
            person=person, email=address, digest=digest_of(secret), made_at=now, expires_at=now + HOLDS
        )
    return reverse("invitation", args=[secret])


def accept(invitation: Invitation, email: str, password: str, clock: Clock) -> Login | None:
    """Use an invitation up and give its person the password; None where somebody else was quicker.

    Whoever was signed in for this person before is signed out: sessions carry a digest of the password.
    """
    with transaction.atomic():
        mine = Invitation.objects.filter(pk=invitation.pk, used_at=None)
        if not mine.update(used_at=clock.now()):
            return None
        address = email.strip().lower()
        login = Login.objects.filter(person=invitation.person_id).first() or Login(person=invitation.person)
        login.email, login.demo, login.is_active = address, False, True
        login.set_password(password)
        login.save()
        return login
