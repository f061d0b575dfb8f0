"""The base of every record kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.kinds.fields import Extra, Link, Whole, Words, WorldTimeField


class Present(models.Manager[Any]):
    """The records that are there: neither deleted nor merged into another."""

    @override
    def get_queryset(self) -> models.QuerySet[Any]:
        found = super().get_queryset()
        found.query = _present(self.model).clone()
        return found


_known: dict[type[models.Model], Any] = {}


def _present(model: type[models.Model]) -> Any:
    """The query of all that is there, put together once: nearly every other one begins with it."""
    if model not in _known:
        _known[model] = models.QuerySet(model).filter(deleted_at=None, merged_into=None).query
    return _known[model]


class Kind(models.Model):
    """One record of some kind.

    ``source`` + ``external_id`` + ``ordinal`` identify it for an import, which upserts on them (``ordinal`` tells
    apart equal rows of a source without keys). ``created_at`` is when it came to be in the world and may be
    absent; ``recorded_at`` is when the system learned of it. Rows are written through ``kinds.door`` alone.
    """

    source = Words(Text("Source", "来源系统"), max_length=60, default="app", null=False)
    external_id = Words(Text("External id", "外部编号"), max_length=200)
    ordinal = Whole(Text("Ordinal", "序号"), default=0, null=False)
    created_at = WorldTimeField(Text("Created", "创建时间"))
    recorded_at = models.DateTimeField(editable=False)
    made_in = models.BigIntegerField(
        editable=False
    )  # the change that made it; no key, so that bulk stays quick
    deleted_at = models.DateTimeField(null=True, editable=False)
    # Written by the door alone and nearly always empty: an index and a constraint would cost every import dear.
    merged_into = Link(
        Text("Merged into", "合并到"), "self", editable=False, db_index=False, db_constraint=False
    )
    extra = Extra(Text("Own fields", "自定义字段"))

    everything: ClassVar[models.Manager[Any]] = models.Manager()
    objects: ClassVar[models.Manager[Any]] = Present()

    class Meta:
        abstract = True
        base_manager_name = "everything"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "external_id", "ordinal"], name="%(app_label)s_%(class)s_origin"
            )
        ]

    @override
    def __str__(self) -> str:
        from steerboard.kinds.registry import spec_of

        display = spec_of(type(self)).display
        return str(getattr(self, display, None) or f"#{self.pk}") if display else f"#{self.pk}"
