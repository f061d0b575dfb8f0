"""What somebody put off: a finding that he does not want to see before a day."""

from __future__ import annotations

from datetime import date

from django.db import models
from typing_extensions import override

from steerboard.people.models import User


class Snooze(models.Model):
    """``key`` names the finding; it is back on the day ``until``."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    until = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="work_snooze_once"),)

    @override
    def __str__(self) -> str:
        return f"{self.key} until {self.until}"


def put_off(person: int, key: str, until: date) -> None:
    """Hide a finding until the day; said again, the later word counts."""
    Snooze.objects.update_or_create(person_id=person, key=key, defaults={"until": until})


def recall(person: int, key: str) -> None:
    """Show a finding again."""
    Snooze.objects.filter(person=person, key=key).delete()


def hidden(person: int, today: date) -> frozenset[str]:
    """The keys of what the person put off beyond today."""
    kept = Snooze.objects.filter(person=person, until__gt=today)
    return frozenset(kept.values_list("key", flat=True))
