"""The organisation's kinds, and the account with which a person signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from typing_extensions import override

from steerboard.people.kinds.membership import Membership
from steerboard.people.kinds.team import Team, TeamPlace
from steerboard.people.kinds.user import User


class Logins(BaseUserManager["Login"]):
    def create_user(self, email: str, password: str | None = None, **rest: Any) -> Login:
        login = self.model(email=self.normalize_email(email).lower(), **rest)
        login.set_password(password)
        login.save(using=self._db)
        return login


class Login(AbstractBaseUser):
    """An account that signs in. What it may see follows from the memberships of its person."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="", blank=True)
    demo = models.BooleanField(default=False)  # a known password: signs in from this machine only

    objects: ClassVar[Logins] = Logins()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # Django's permission system is not used: rights come from memberships (people.rights).
    is_staff = False
    is_superuser = False

    @override
    def __str__(self) -> str:
        return self.email


class Invitation(models.Model):
    """A one-time way in for a person: the link's secret is kept as a digest only."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return self.email


__all__ = ["Invitation", "Login", "Membership", "Team", "TeamPlace", "User"]
