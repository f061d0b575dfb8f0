"""The form that moves a deal: the stages as chips, and what the chosen one asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.core.errors import BadInput
from steerboard.kinds.registry import get
from steerboard.people.requests import Asked
from steerboard.records.entry.fields import form_field
from steerboard.records.moving import Step, loss_reasons, missing_error, missing_for, stages_of
from steerboard.ui.widgets import Picks

LOSS = ("loss_reason", "other_reason", "competitor", "review")


class StagePicks(Picks):
    """The hand that opens the sheet begins at the stage that is chosen."""

    @override
    def create_option(
        self, name: str, value: Any, label: int | str, selected: bool, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, selected, *args, **kwargs)
        if selected:
            option["attrs"]["autofocus"] = True
        return option


class MoveForm(forms.Form):
    """Asks only for what the chosen stage needs and the deal does not have; a loss for its reason, as chips."""

    stage = forms.ChoiceField(
        label=_("To which stage?"),
        widget=StagePicks(),
        error_messages={"required": _("Choose a stage."), "invalid_choice": _("Choose a stage.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, request: Asked, deal: Any, data: Mapping[str, Any] | None = None) -> None:
        self.request, self.deal = request, deal
        self.steps = stages_of(deal, request.rights)
        asked = request.GET if data is None else data
        self.step = self._chosen(str(asked.get("stage") or deal.stage_id or ""))
        super().__init__(data, initial=request.GET.dict() | self._begun())
        stages: Any = self.fields["stage"]
        stages.choices = [(str(s.id), s.name) for s in self.steps]
        self.asked = missing_for(deal, self.step) if self.step and not self._stands() else []
        for name in self.asked:
            self.fields[name] = self._field(name)
        if "loss_reason" in self.asked:
            self._ask_about_loss()
        self.use_required_attribute = False

    def _begun(self) -> dict[str, Any]:
        return {"seen": self.deal.stage_id, "stage": "" if self.step is None else str(self.step.id)}

    def _chosen(self, text: str) -> Step | None:
        return next((s for s in self.steps if str(s.id) == text), None)

    def _stands(self) -> bool:
        """Whether the deal is there already, so that nothing need be asked."""
        outcome = None if self.step is None or self.step.kind == "open" else self.step.kind
        return self.step is not None and self.step.here and self.deal.outcome == outcome

    def _field(self, name: str) -> forms.Field:
        spec = get("opportunity").fields[name]
        currencies = [c for c in (self.deal.currency, self.request.workspace.currency) if c]
        field = form_field(spec, self.request.rights, currencies, required=name in self.asked)
        field.error_messages["required"] = self._wanted(name)
        return field

    def _wanted(self, name: str) -> str:
        return str(missing_error(name, self.step.name if self.step else "").message)

    def _ask_about_loss(self) -> None:
        reasons = [(r, r) for r in loss_reasons(self.request.rights)]
        self.fields["loss_reason"] = forms.ChoiceField(
            label=_("Why was it lost?"),
            widget=Picks(),
            choices=reasons,
            error_messages={"required": self._wanted("loss_reason")},
        )
        self.fields["other_reason"] = forms.CharField(
            label=_("Another reason"), required=False, max_length=200
        )
        self.fields["competitor"] = self._field("competitor")
        self.fields["competitor"].initial = self.deal.competitor
        self.fields["review"] = forms.CharField(
            label=_("What do we learn of it?"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if other := str(data.get("other_reason") or "").strip():
            data["loss_reason"] = other
            self.errors.pop("loss_reason", None)  # a reason of one's own is one too
        return data

    @property
    def stage_id(self) -> int:
        return int(self.cleaned_data["stage"])

    def told(self) -> dict[str, Any]:
        """What was said on the way, by field of the deal, and words about the loss."""
        names = dict.fromkeys((*self.asked, *(LOSS if "loss_reason" in self.asked else ())))
        return {n: self.cleaned_data.get(n) for n in names if n != "other_reason"}

    def refuse(self, error: BadInput) -> None:
        """Say what is wrong, at its field where the form has it; what the deal stands in is looked at anew."""
        name = (error.where or "").rpartition(".")[2]
        said = f"{error.message} {error.hint}" if error.hint else str(error.message)
        self.add_error(name if name in self.fields else None, said)
        if name == "stage" and self.deal.stage_id is not None:
            self.data = {**self.data, "seen": str(self.deal.stage_id)}

    def asks(self) -> list[BoundField]:
        return [self[n] for n in dict.fromkeys((*self.asked, *LOSS)) if n in self.fields]
