"""The form of a KPI: its fields with what they offer. What they mean is :mod:`steerboard.authoring.faults`' matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from steerboard.authoring import choices as offered
from steerboard.authoring.sketch import BETTER, MEASURES, ROLES, SOURCES, UNITS, Sketch, choices, longest
from steerboard.catalogue.words import SEGMENTS
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.model import Model
from steerboard.ui.widgets import Picks, QuickSelect, SearchSelect

EVERY = 2_000  # figures that a search through them finds
Grouped = Iterable[tuple[Any, Any]]


def _text(label: Any, name: str, **more: Any) -> forms.CharField:
    lines = more.pop("lines", 0)
    attrs = {"maxlength": longest(name), "aria-describedby": f"fault-{name}", "autocomplete": "off"}
    if more.pop("code", False):
        attrs |= {"class": "code", "spellcheck": "false", "autocapitalize": "off"}
    widget = forms.Textarea(attrs | {"rows": lines}) if lines else forms.TextInput(attrs)
    return forms.CharField(label=label, required=False, widget=widget, **more)


def _one_of(label: Any, name: str, widget: Any = None, options: Grouped = ()) -> forms.ChoiceField:
    made = widget or QuickSelect()
    made.attrs |= {"aria-describedby": f"fault-{name}"}
    return forms.ChoiceField(label=label, required=False, widget=made, choices=list(options))


class KpiForm(forms.Form):
    """Shows a sketch. It refuses nothing: the faults are told at the characters where they are."""

    name_en = _text(_("Name in English"), "name_en")
    name_zh = _text(_("Name in Chinese"), "name_zh")
    unit = _one_of(_("Unit"), "unit")
    better = _one_of(_("Which way is better"), "better")
    role = _one_of(_("What sort of figure"), "role")
    owner = _text(_("Who answers for it"), "owner")
    source = _one_of(_("Made of"), "source", Picks())
    measure = _one_of(_("What is worked out"), "measure")
    of = _one_of(_("Kind of record"), "of")
    at = _one_of(_("Counts at the time"), "at")
    value = _text(_("Value"), "value", lines=1, code=True)
    each = _text(_("Different ones of"), "each", lines=1, code=True)
    where = _text(_("Only records for which"), "where", lines=2, code=True)
    numerator = _one_of(_("This figure"), "numerator", SearchSelect(most=EVERY))
    denominator = _one_of(_("by this one"), "denominator", SearchSelect(most=EVERY))
    formula = _text(_("Formula"), "formula", lines=2, code=True)
    meaning_en = _text(_("What it means, in English"), "meaning_en", lines=2)
    meaning_zh = _text(_("What it means, in Chinese"), "meaning_zh", lines=2)
    formula_en = _text(_("Formula in words, in English"), "formula_en", lines=2)
    formula_zh = _text(_("Formula in words, in Chinese"), "formula_zh", lines=2)
    time_basis_en = _text(_("Time basis, in English"), "time_basis_en")
    time_basis_zh = _text(_("Time basis, in Chinese"), "time_basis_zh")
    left_out_en = _text(_("What is left out, in English"), "left_out_en")
    left_out_zh = _text(_("What is left out, in Chinese"), "left_out_zh")

    def __init__(self, sketch: Sketch, known: Definitions, model: Model, mine: str) -> None:
        super().__init__(initial=vars(sketch), auto_id="id_%s")
        self.use_required_attribute = False
        plain: dict[str, Mapping[Any, Text]] = {
            "unit": UNITS,
            "better": BETTER,
            "role": ROLES,
            "source": SOURCES,
            "measure": MEASURES,
        }
        for name, options in plain.items():
            self._offer(name, choices(options))
        self._offer("of", [(str(title), _said(those)) for title, those in offered.kinds(model)])
        self._offer("at", _said(offered.times(model, sketch.of)))
        every = [
            (one, f"{name} · {one}")
            for _title, those in offered.figures(known, mine, SEGMENTS)
            for one, name in those
        ]
        for name in ("numerator", "denominator"):
            self._offer(name, [("", ""), *every])
        self.every = every

    def _offer(self, name: str, options: Grouped) -> None:
        field: Any = self.fields[name]
        field.choices = list(options)


def _said(options: Iterable[tuple[str, Text]]) -> list[tuple[str, str]]:
    return [(value, str(text)) for value, text in options]
