"""The form of a sheet in which several things are settled, and that of planning visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.ui.widgets import DateInput, Picks, SearchSelect
from steerboard.work.planning import Proposal
from steerboard.work.settling import Row


@dataclass(frozen=True)
class Line:
    """A row with its controls. ``day`` is None where no day can be said."""

    row: Row
    say: Any
    day: Any


class SettleForm(forms.Form):
    """For each row one of its choices, or a day; what is said of none is left as it is."""

    def __init__(self, request: Asked, rows: Sequence[Row], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.rows = request, rows
        for row in rows:
            choices = [(value, str(name)) for value, name in row.choices]
            self.fields[f"say-{row.id}"] = forms.ChoiceField(
                label=row.name, choices=choices, widget=Picks(), required=False
            )
            if row.dated:
                day = forms.DateField(label=_("Other day"), required=False, widget=DateInput())
                day.widget.attrs["min"] = request.today.isoformat()
                self.fields[f"day-{row.id}"] = day

    def lines(self) -> Iterator[Line]:
        for row in self.rows:
            yield Line(row, self[f"say-{row.id}"], self[f"day-{row.id}"] if row.dated else None)

    def settled(self) -> dict[int, str]:
        """By row what was said; a day of one's own counts more than a chip."""
        found: dict[int, str] = {}
        for row in self.rows:
            own: date | None = self.cleaned_data.get(f"day-{row.id}")
            said = own.isoformat() if own else self.cleaned_data.get(f"say-{row.id}") or ""
            if said:
                found[row.id] = said
        return found

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.rows:
            own = data.get(f"day-{row.id}")
            if own is not None and own < self.request.today:
                self.add_error(f"day-{row.id}", _("This lies in the past."))
        if not self.errors and not self.settled():
            raise forms.ValidationError(_("Say something of at least one of them."))
        return data


@dataclass(frozen=True)
class PlanLine:
    """A customer to visit, with the controls that take him in and set the day."""

    proposal: Proposal
    take: Any
    day: Any


class PlanForm(forms.Form):
    """Which of the suggested customers to visit, and when; and one whom nobody suggested."""

    other: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Another customer"),
        queryset=None,
        required=False,
        error_messages={"invalid_choice": _("Choose a customer.")},
    )
    other_day = forms.DateField(label=_("Day"), required=False, widget=DateInput())

    def __init__(self, request: Asked, proposals: Sequence[Proposal], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.proposals = request, proposals
        least = request.today.isoformat()
        for one in proposals:
            self.fields[f"take-{one.account}"] = forms.BooleanField(
                label=one.name, required=False, initial=one.taken
            )
            self.fields[f"day-{one.account}"] = forms.DateField(
                label=_("Day"), required=False, initial=one.day, widget=DateInput({"min": least})
            )
        self.fields["other_day"].widget.attrs["min"] = least

    def offer(self, choices: Sequence[tuple[int, str]], search_url: str, day: date) -> None:
        """Whom one may add: ``choices`` are there at once, the rest is searched for."""
        field: Any = self.fields["other"]
        field.queryset = visible("account", self.request.rights)
        field.widget = SearchSelect(search_url)
        field.choices = [("", ""), *((str(pk), name) for pk, name in choices)]
        self.fields["other_day"].initial = day

    def lines(self) -> Iterator[PlanLine]:
        for one in self.proposals:
            yield PlanLine(one, self[f"take-{one.account}"], self[f"day-{one.account}"])

    def chosen(self) -> list[tuple[Proposal, date]]:
        return [
            (one, self.cleaned_data[f"day-{one.account}"])
            for one in self.proposals
            if self.cleaned_data.get(f"take-{one.account}")
        ]

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = [f"day-{p.account}" for p in self.proposals if data.get(f"take-{p.account}")]
        wanted += ["other_day"] if data.get("other") else []
        for name in wanted:
            self._must_come(name, data)
        if not self.errors and not wanted:
            raise forms.ValidationError(_("Choose at least one customer."))
        return data

    def _must_come(self, name: str, data: dict[str, Any]) -> None:
        if name in self.errors:
            return
        if data.get(name) is None:
            self.add_error(name, _("Say on which day."))
        elif data[name] < self.request.today:
            self.add_error(name, _("This lies in the past."))
