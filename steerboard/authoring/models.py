"""The tables of this room."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.people.models import User

HOW = {
    "saved": Text("Saved", "保存"),
    "by_hand": Text("Changed in its file", "在文件中修改"),
    "restored": Text("Brought back", "恢复"),
    "retired": Text("Retired", "停用"),
}


class Version(models.Model):
    """A KPI of one's own as it was saved once: the text of its file. What counts is the file; this is what was before.

    ``who`` is the name of ``person`` then; both are empty of what somebody changed in the file."""

    kpi = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kpi", "number"), name="authoring_version_once"),)

    @override
    def __str__(self) -> str:
        return f"{self.kpi} {self.number}"
