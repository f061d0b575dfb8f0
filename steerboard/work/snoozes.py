"""What somebody put off: a finding that he does not want to see before a day."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, models, transaction
from typing_extensions import override

from steerboard.kinds.prepared import Prepared
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


def put_off(person: int, key: str, until: date, today: date) -> None:
    """Hide a finding until the day; said again, the later word counts. What is over is forgotten."""
    mine = Snooze.objects.filter(person=person)
    try:
        with transaction.atomic():
            mine.filter(until__lte=today).delete()
            Snooze.objects.create(person_id=person, key=key, until=until)
    except IntegrityError:  # it is put off already
        mine.filter(key=key).update(until=until)


def recall(person: int, key: str = "") -> None:
    """Show a finding again; without a key everything that was put off."""
    mine = Snooze.objects.filter(person=person)
    (mine.filter(key=key) if key else mine).delete()


def hidden(person: int, today: date) -> frozenset[str]:
    """The keys of what the person put off beyond today."""
    return frozenset(key for (key,) in _HIDDEN.rows(person, today))


_HIDDEN = Prepared(
    lambda person, today: Snooze.objects.filter(person=person, until__gt=today).values_list("key")
)
