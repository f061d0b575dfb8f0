"""The form that moves a deal along: the stages as chips, and what the chosen one asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.records.entry.fields import LARGEST, NumberField
from steerboard.records.moving import Step
from steerboard.ui.widgets import Picks


class StagePicks(Picks):
    """Each chip knows the kind of its stage, so that the page shows what such a stage asks for."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        super().__init__()
        self.kinds = kinds

    @override
    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-kind"] = self.kinds.get(str(value), "open")
        return option


class StageForm(forms.Form):
    """``amount`` is asked where the deal has none and is won, ``loss_reason`` where it is lost."""

    stage = forms.ChoiceField(
        label=_("To which stage?"),
        error_messages={"required": _("Choose a stage."), "invalid_choice": _("Choose a stage.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    amount = NumberField(
        label=_("Amount"), required=False, min_value=0, max_value=LARGEST, max_digits=18, decimal_places=2
    )
    loss_reason = forms.ChoiceField(label=_("Why was it lost?"), required=False, widget=Picks())
    review = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, steps: Sequence[Step], reasons: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead: Any = self.fields["stage"]
        ahead.widget = StagePicks({str(s.id): s.kind for s in steps})
        ahead.choices = [(str(s.id), s.name) for s in steps if not s.here]
        why: Any = self.fields["loss_reason"]
        why.choices = [(r, r) for r in reasons]

    def say_what_is_needed(self) -> None:
        """For the page: what a stage asks for is not optional where it is asked. Hidden controls hold nothing up."""
        self.use_required_attribute = False
        for name in ("amount", "loss_reason"):
            self.fields[name].required = True

    def told(self) -> dict[str, Any]:
        """What the stage may ask for, as far as it was said."""
        data = self.cleaned_data
        return {n: data[n] for n in ("amount", "loss_reason", "review") if data.get(n) not in (None, "")}
