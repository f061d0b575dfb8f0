"""How a member answers: a tap, or a few words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.people.requests import Asked
from steerboard.ui.widgets import DateInput, Picks

CHOICES = (
    ("done", _("It is done")),
    ("by", _("I will do it by …")),
    ("cannot", _("It is not possible because …")),
    ("note", _("Something else")),
)


class AnswerForm(forms.Form):
    """One of the quick answers; a day or a reason where the answer needs one."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=CHOICES, widget=Picks())
    day = forms.DateField(label=_("By when"), required=False, widget=DateInput())
    text = forms.CharField(
        label=_("A word about it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["day"].widget.attrs["min"] = request.today.isoformat()

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, day = data.get("answer"), data.get("day")
        if kind == "by" and "day" not in self.errors:
            if day is None:
                self.add_error("day", _("Say by when."))
            elif day < self.request.today:
                self.add_error("day", _("This day is over."))
        if kind in ("cannot", "note") and not data.get("text"):
            self.add_error("text", _("A few words are needed."))
        return data
