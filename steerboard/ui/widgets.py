"""Form controls that Django lacks. Each works without a script and better with one."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from typing_extensions import override

_SELECTED = SafeString(" selected")


class DateInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker for a day and a time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class NumberInput(forms.TextInput):
    """A number with the phone's number keys; grouping signs that people type are the field's to take."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "num"} | (attrs or {}))


class QuickSelect(forms.Select):
    """A select that writes its markup itself: a template for each option took most of a form's time."""

    @override
    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        shown = format_html_join("", "{}", ((_grouped(*group),) for group in widget["optgroups"]))
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), shown)


def _grouped(label: str | None, options: list[dict[str, Any]], _: int | None) -> SafeString:
    shown = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((o["value"], _SELECTED if o["selected"] else "", o["label"]) for o in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', label, shown) if label else shown


class SearchSelect(QuickSelect):
    """A select of the first ``most`` choices that a script turns into a search.

    ``search_url`` answers ``?q=`` with a JSON list of ``{"value", "label", "hint"}``; the select stays the one
    that holds the value, so the form is sent the same way with and without a script.
    """

    def __init__(self, search_url: str = "", attrs: dict[str, Any] | None = None, most: int = 50) -> None:
        self.most = most
        super().__init__({"data-choose": search_url or "here"} | (attrs or {}))

    @override
    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        every = self.choices
        few = list(islice(iter(every), self.most))
        known = {str(choice[0]) for choice in few}
        if isinstance(every, ModelChoiceIterator) and (lost := [v for v in value if v and v not in known]):
            few += [every.choice(row) for row in every.queryset.filter(pk__in=lost)]
        self.choices = few
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = every


class Picks(forms.RadioSelect):
    """One of a few choices as chips: one tap, all of them in sight."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "picks"} | (attrs or {}))
