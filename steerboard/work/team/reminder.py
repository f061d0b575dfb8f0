"""A reminder: what a lead asks a member to look at, and what became of it."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.kinds.registry import feeds_mart
from steerboard.people.models import User

ANSWERS = {
    "done": Text("Done", "已完成"),
    "by": Text("Will do by …", "预计完成日"),
    "cannot": Text("Not possible because …", "无法完成，原因"),
    "note": Text("An answer", "回复"),
}


@feeds_mart("reminder")
class Reminder(models.Model):
    """``sender`` asked ``to``. The words are kept in both languages as they were when it was sent.

    ``topic`` is what it is about: a link of the chain or a duty; it decides where "do it" leads. ``was`` is the
    figure then (a duty's count, or a link's value), as exact text. The table has no part in figures: the mart hears
    of its changes only to tell open pages.
    """

    sender = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    kpi = models.CharField(max_length=80, blank=True)
    head_en = models.TextField()
    head_zh = models.TextField()
    evidence_en = models.TextField(blank=True)
    evidence_zh = models.TextField(blank=True)
    was = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    answer_text = models.TextField(blank=True)
    answer_day = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("to", "answered_at"), name="work_reminder_to"),
            models.Index(fields=("sender", "to"), name="work_reminder_sent"),
        )

    @override
    def __str__(self) -> str:
        return self.head_en

    @property
    def head(self) -> Text:
        return Text(self.head_en, self.head_zh)

    @property
    def evidence(self) -> Text:
        return Text(self.evidence_en, self.evidence_zh)

    @property
    def state(self) -> str:
        """sent, seen or answered."""
        return "answered" if self.answered_at else "seen" if self.seen_at else "sent"
