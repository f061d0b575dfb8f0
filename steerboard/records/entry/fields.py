"""From a kind's field to a control with its check. A value comes out as the door takes it: absent is None."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.core.scaled import MONEY_PLACES, QUANTITY_PLACES
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, is_instant
from steerboard.engine.rights import Rights
from steerboard.kinds.rates import currencies
from steerboard.kinds.registry import FieldSpec
from steerboard.people.editing import OFFICE
from steerboard.people.rights import visible
from steerboard.records.listing import finding
from steerboard.ui.widgets import DateInput, NumberInput, Picks, QuickSelect, SearchSelect

YES, NO, UNKNOWN = Text("Yes", "是"), Text("No", "否"), Text("not known", "未知")
SHORT_LISTS = ("stage",)
NEWEST = 10
LARGEST = Decimal(10) ** 12


class NumberField(forms.DecimalField):
    """A number as people type it: with grouping signs, full-width digits, a currency sign, and 万 for ten thousand."""

    widget = NumberInput

    @override
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(_PLAIN).strip()
            value = re.sub(r"[,\s¥￥$€£%]", "", value)
            if value.endswith(("万", "k", "K")) and (part := value[:-1]):
                return self._times(part, 10_000 if value.endswith("万") else 1_000)
        found: Decimal | None = super().to_python(value)
        return found

    def _times(self, part: str, factor: int) -> Decimal | None:
        found = super().to_python(part)
        return None if found is None else found * factor


_PLAIN = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


class PercentField(NumberField):
    """A share of one, written as a percentage."""

    @override
    def prepare_value(self, value: Any) -> Any:
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value

    @override
    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else found / 100


class TimeInput(forms.TimeInput):
    input_type = "time"


class WorldTimeWidget(forms.MultiWidget):
    """A day, and a time of day where it is known."""

    template_name = "records/parts/world_time.html"

    def __init__(self) -> None:
        hour = TimeInput({"aria-label": _("Time of day")}, format="%H:%M")
        super().__init__([DateInput({"aria-label": _("Day")}), hour])

    @override
    def decompress(self, value: Any) -> list[Any]:
        if is_instant(value):
            here = value.astimezone(timezone.get_current_timezone())
            return [here.date(), here.time()]
        return [value, None]


class WorldTimeField(forms.MultiValueField):
    """A day alone stays a day; with a time of day it is a moment in the workspace's zone."""

    def __init__(self, **options: Any) -> None:
        parts = (forms.DateField(), forms.TimeField(required=False))
        super().__init__(parts, widget=WorldTimeWidget(), require_all_fields=False, **options)
        for part in self.fields:
            part.required = False

    @override
    def compress(self, values: Sequence[Any]) -> WorldTime | None:
        day: date | None = values[0] if values else None
        hour: time | None = values[1] if len(values) > 1 else None
        if day is None and hour is not None:
            raise forms.ValidationError(_("Give the day as well."))
        if day is not None and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(_("Give a day between 1900 and 2200."))
        if day is None or hour is None:
            return day
        return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())


class LinkField(forms.Field):
    """A record of another kind, out of those that the reader sees; its id."""

    default_error_messages: ClassVar[dict[str, Any]] = {"absent": _("Choose one from the list.")}

    def __init__(
        self,
        kind: str,
        rights: Rights,
        chosen: Sequence[int] = (),
        offered: Sequence[tuple[str, str]] | None = None,
        **options: Any,
    ) -> None:
        """``offered`` are choices that were looked up already."""
        self.kind = kind
        self.rows = rows_of(kind, rights)
        self.choices = list(choices_of(kind, self.rows, chosen, rights) if offered is None else offered)
        short = kind in SHORT_LISTS or (kind == "user" and len(self.choices) <= 12)
        widget = QuickSelect() if short else SearchSelect(reverse("find_records", args=[kind]))
        widget.choices = [("", UNKNOWN if short else ""), *self.choices]
        super().__init__(widget=widget, **options)

    @override
    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    @override
    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 19):
            raise forms.ValidationError(self.error_messages["absent"])
        if not self.rows.filter(pk=int(text)).exists():
            raise forms.ValidationError(self.error_messages["absent"])
        return int(text)


def rows_of(kind: str, rights: Rights) -> Any:
    rows = visible(kind, rights)
    if kind == "user" and not (rights.everything and rights.roles & OFFICE):
        return rows.filter(pk__in=rights.people)
    return rows


def choices_of(kind: str, rows: Any, chosen: Sequence[int], rights: Rights) -> list[tuple[str, str]]:
    """The first of a short list; of a long one what is chosen and the newest few, the search finds the rest."""
    if kind == "stage":
        ordered = rows.order_by("pipeline", "position", "pk").only("name", "kind")
        return [(str(s.pk), s.name) for s in ordered if s.kind == "open" or s.pk in chosen]
    if kind == "user":
        return [
            (str(pk), name)
            for pk, name in rows.filter(left_on=None).order_by("name").values_list("pk", "name")[:300]
        ]
    few = finding.light(kind, rows)
    first = list(few.filter(pk__in=chosen)) if chosen else []
    first += list(few.exclude(pk__in=chosen).order_by("-pk")[:NEWEST])
    return [
        (c["value"], f"{c['label']} · {c['hint']}" if c["hint"] else c["label"])
        for c in finding.labelled(kind, first, rights)
    ]


def form_field(
    spec: FieldSpec, rights: Rights, money: Sequence[str], *, required: bool, label: Text | None = None,
    chosen: Sequence[int] = (), picks: bool = False,
) -> forms.Field:  # fmt: skip
    """The control of one field."""
    name = str(label or spec.label)
    common: dict[str, Any] = {"label": name, "required": required}
    if spec.name == "currency":
        known = dict.fromkeys((*money, *currencies()))
        return forms.ChoiceField(choices=[(c, c) for c in known], widget=QuickSelect(), **common)
    if spec.type == "link":
        return LinkField(spec.target, rights, chosen, **common)
    if spec.type == "choice":
        choices = [(value, str(text)) for value, text in spec.choices]
        if picks:
            return forms.ChoiceField(choices=choices, widget=Picks(), **common)
        return forms.ChoiceField(choices=[("", "—"), *choices], widget=QuickSelect(), **common)
    return _plain(spec, common)


def _plain(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    if spec.type == "boolean":
        choices = [("", str(UNKNOWN)), ("yes", str(YES)), ("no", str(NO))]
        return forms.TypedChoiceField(
            choices=choices,
            coerce=lambda v: v == "yes",
            empty_value=None,
            widget=QuickSelect(),
            **common,
        )
    if spec.type == "money":
        return NumberField(max_value=LARGEST, min_value=-LARGEST, decimal_places=MONEY_PLACES, **common)
    if spec.type == "quantity":
        return NumberField(max_value=LARGEST, min_value=-LARGEST, decimal_places=QUANTITY_PLACES, **common)
    if spec.type == "share":
        label = f"{common['label']} (%)"
        return PercentField(max_value=100, min_value=0, decimal_places=4, **(common | {"label": label}))
    if spec.type == "integer":
        return forms.IntegerField(min_value=0, max_value=10**9, widget=NumberInput(), **common)
    if spec.type == "date":
        return forms.DateField(widget=DateInput(), **common)
    if spec.type == "time":
        return WorldTimeField(**common)
    if spec.django.max_length is None:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, **common)
    return forms.CharField(max_length=spec.django.max_length, **common)


def initial_of(spec: FieldSpec, value: Any) -> Any:
    """A stored value as the control shows it."""
    if spec.type == "boolean":
        return {True: "yes", False: "no", None: ""}[value]
    if spec.type in ("money", "quantity") and isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
