"""The parameters of a KPI as a form: a number of days, another KPI, a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from steerboard.core.text import Language
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.definition.schema import Param
from steerboard.ui.widgets import NumberInput

PREFIX = "p"
MOST = 36_500  # a hundred years of days
LONGEST = 80


class ParamForm(forms.Form):
    """One field for each parameter; what is left empty is as the KPI has it."""

    def __init__(self, kpi: Kpi, known: Definitions, language: Language, data: Mapping[str, Any]) -> None:
        self._defaults = {p.name: p.default for p in kpi.definition.params.values()}
        usual = {f"{PREFIX}-{name}": value for name, value in self._defaults.items() if value is not None}
        super().__init__({**usual, **{name: data[name] for name in data}}, prefix=PREFIX)
        for param in kpi.definition.params.values():
            self.fields[param.name] = _field(param, known, language)

    def chosen(self) -> dict[str, object]:
        """What was set and differs from what the KPI has by itself; what is not valid is left out."""
        self.is_valid()
        found = {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        return {k: v for k, v in found.items() if v != self._defaults[k]}


def _field(param: Param, known: Definitions, language: Language) -> forms.Field:
    label = param.label.in_language(language)
    if param.name == "kpi":
        choices = [(d.id, d.name.in_language(language)) for d in known if d.attribution == "owner"]
        return forms.ChoiceField(label=label, choices=choices)
    if isinstance(param.default, str):
        return forms.CharField(label=label, max_length=LONGEST, required=False)
    hint = "" if param.default is None else _("Without: %(n)s") % {"n": param.default}
    kind = forms.FloatField if isinstance(param.default, float) else forms.IntegerField
    return kind(
        label=label, min_value=0, max_value=MOST, required=False, widget=NumberInput(), help_text=hint
    )
