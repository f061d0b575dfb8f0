"""The tables that every kind shares: changes, history, the ledger for the mart, the epoch, rates."""

from __future__ import annotations

import uuid

from django.db import models
from typing_extensions import override

from steerboard.kinds.registry import feeds_mart


class Change(models.Model):
    """One act of writing: who, when, through which door, doing what. History rows point to it."""

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    door = models.CharField(max_length=30)
    verb = models.CharField(max_length=60)
    run = models.CharField(max_length=60, default="")

    @override
    def __str__(self) -> str:
        return f"{self.verb} by {self.door} at {self.at}"


class History(models.Model):
    """One field of one record that became another value.

    ``effective_at`` is when it was so in the world (ISO text as in WorldTimeField), ``recorded_at`` when we
    learned it. Creation writes no rows: the first state follows from undoing these.
    """

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    effective_at = models.CharField(max_length=27)
    recorded_at = models.DateTimeField()
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["kind", "record_id"]),)

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.field}"


class Ledger(models.Model):
    """Which rows changed, in order; written by database triggers alone, read by the mart.

    ``row_id`` None says that any row of the table may have changed (TRUNCATE).
    """

    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.pk}: {self.table} {self.row_id}"


class Epoch(models.Model):
    """Names this history of the records; a restore of a backup begins a new one (one row)."""

    value = models.UUIDField(default=uuid.uuid4)

    @override
    def __str__(self) -> str:
        return str(self.value)


@feeds_mart("rate")
class Rate(models.Model):
    """What one unit of a currency was worth in the workspace's currency from a day on."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.BigIntegerField()  # in billionths: rates have more places than money

    class Meta:
        constraints = (models.UniqueConstraint(fields=["currency", "day"], name="kinds_rate_once_a_day"),)

    @override
    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
