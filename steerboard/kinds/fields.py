"""Fields of record kinds: a Django field with a label in both languages and the type that the engine sees.

The label is the first argument. ``tag`` names a sensitivity that a reader needs a right for (engine.rights.TAGS).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from typing_extensions import override

from steerboard.core.errors import BadInput
from steerboard.core.scaled import MONEY_PLACES, QUANTITY_PLACES, SHARE_PLACES, scale, unscale
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, from_text, to_text
from steerboard.engine.model import ColumnType

# Made once: Django's lazystr makes a class anew for each text, which was half of the time that migrations take.
_spoken = lazy(str, str)


class KindField(models.Field[Any, Any]):
    """What the fields of kinds have in common; mixed into a Django field."""

    kind_type: ColumnType
    tag: str

    def __init__(self, label: Text | None = None, *args: Any, tag: str = "", **options: Any) -> None:
        self.label = label or Text.same("")
        self.tag = tag
        options.setdefault("verbose_name", _spoken(self.label))
        super().__init__(*args, **options)

    @override
    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        # Labels, choices and tags are no part of the database: without them a new wording makes no migration.
        for presentation in ("verbose_name", "choices", "help_text"):
            options.pop(presentation, None)
        # Said always, since a kind's fields are nullable unless they say otherwise, and Django leaves out False.
        options["null"], options["blank"] = self.null, self.blank
        return name, path, args, options


class Words(KindField, models.CharField[Any, Any]):
    """A line of text; empty is NULL, so that "unknown" has one form."""

    kind_type = "text"

    def __init__(self, label: Text | None = None, *, max_length: int = 200, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, max_length=max_length, **options)


class Prose(KindField, models.TextField[Any, Any]):
    """Text of any length."""

    kind_type = "text"

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)


class OneOf(KindField, models.CharField[Any, Any]):
    """One of a closed list of values, each with its label."""

    kind_type = "choice"

    def __init__(
        self, label: Text | None = None, values: Mapping[str, Text] | None = None, **options: Any
    ) -> None:
        self.values = dict(values or {})
        options.setdefault("null", True)
        options.setdefault("blank", True)
        options.setdefault("max_length", 30)
        options["choices"] = [(value, _spoken(text)) for value, text in self.values.items()]
        super().__init__(label, **options)


class Whole(KindField, models.BigIntegerField[Any, Any]):
    kind_type = "integer"

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)


class Flag(KindField, models.BooleanField[Any, Any]):
    kind_type = "boolean"

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)


class Day(KindField, models.DateField[Any, Any]):
    """A date of the calendar that has no time of day by its nature (a plan, a promise)."""

    kind_type = "date"

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)


class ScaledField(KindField, models.BigIntegerField[Any, Any]):
    """An exact number kept as a scaled integer; Decimal in Python."""

    places: int

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label, **options)

    def from_db_value(self, value: int | None, *_: object) -> Decimal | None:
        return None if value is None else unscale(value, self.places)

    @override
    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return unscale(scale(value if isinstance(value, int) else str(value), self.places), self.places)
        except BadInput as error:
            raise ValidationError(str(error)) from None

    @override
    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return cast("int | None", value)
        return scale(value if isinstance(value, Decimal | int) else str(value), self.places)


class Money(ScaledField):
    """An amount in the currency of the record's ``currency`` field, in ten-thousandths."""

    kind_type = "money"
    places = MONEY_PLACES


class Quantity(ScaledField):
    kind_type = "quantity"
    places = QUANTITY_PLACES


class Share(ScaledField):
    """A part of one (0.25 is a quarter), in millionths."""

    kind_type = "share"
    places = SHARE_PLACES


class WorldTimeField(KindField, models.CharField[Any, Any]):
    """A time of the world: a ``date`` where no more is known, else a ``datetime`` with its zone.

    Kept as ISO text, which sorts by time and says by itself which of the two it is.
    """

    kind_type = "time"

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        options["max_length"] = 27
        super().__init__(label, **options)

    def from_db_value(self, value: str | None, *_: object) -> WorldTime | None:
        return None if value is None else from_text(value)

    @override
    def to_python(self, value: Any) -> WorldTime | None:
        if value is None or value == "":
            return None
        if isinstance(value, date | datetime):
            return value
        try:
            return from_text(str(value))
        except BadInput as error:
            raise ValidationError(str(error)) from None

    @override
    def get_prep_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return to_text(value)


class Link(KindField, models.ForeignKey[Any, Any]):
    """A link to one record of another kind (``target`` is ``app.Model``)."""

    kind_type = "link"

    def __init__(self, label: Text | None = None, to: Any = None, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        super().__init__(label, to, **options)


class Extra(KindField, models.JSONField[Any, Any]):
    """A company's own fields, declared in the workspace."""

    kind_type = "json"

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(label, **options)
