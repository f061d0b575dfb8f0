"""The forms of Today: short, because they are filled in between two visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, is_instant
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.kinds.activity import KINDS, OUTCOMES
from steerboard.records.questions import names_of, open_deals, recent_customers
from steerboard.ui.widgets import DateInput, MomentInput, Picks, SearchSelect

LOGGED = ("visit", "call", "meeting", "demo")
OF_CALLS = ("connected", "no_answer")
MOST_DEALS = 8
NO_DEAL = Text("no deal", "不涉及商机")
REASONS = (
    Text("Customer cancelled", "客户临时取消"),
    Text("Customer was not there", "客户不在"),
    Text("Something urgent came up", "被紧急事务占用"),
    Text("Not ready yet", "准备不足"),
)


def _labels(labels: dict[str, Text], values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, str(labels[value])) for value in values]


class StepFields(forms.Form):
    """Which deal it was about, outcome, note, and what comes next."""

    deal = forms.ChoiceField(label=_("About which deal?"), required=False, widget=Picks())
    outcome = forms.ChoiceField(label=_("How did it go?"), required=False, widget=Picks())
    notes = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    next_due = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["outcome"].choices = _labels(OUTCOMES, tuple(OUTCOMES))  # type: ignore[attr-defined]
        self.fields["next_due"].widget.attrs["min"] = request.today.isoformat()
        self.deals: list[Any] = []

    def about(self, account: int | None, named: int | None = None) -> None:
        """Offer the customer's open deals, and the one that the plan named: the only one is chosen already."""
        if account is None and named is None:
            return
        rights = self.request.rights
        about = Q(pk=named)
        if account is not None:  # whom the reader does not see says nothing, not even by deals of his own
            about |= Q(account__in=visible("account", rights).filter(pk=account).values("pk"))
        rows = open_deals(rights).filter(about).order_by("pk")
        self.deals = list(rows.values("pk", "name", "amount", "currency")[:MOST_DEALS])
        self.fields["deal"].choices = [  # type: ignore[attr-defined]
            *((str(d["pk"]), d["name"] or f"#{d['pk']}") for d in self.deals),
            ("", str(NO_DEAL)),
        ]
        self.fields["deal"].initial = str(self._chosen(named) or "")

    def deal_id(self, named: int | None = None) -> int | None:
        """The deal: the one that was ticked, else, where the form did not ask, the only one that it can be."""
        if self.add_prefix("deal") in self.data:
            ticked = str(self.cleaned_data.get("deal") or "")
            return int(ticked) if ticked else None
        return self._chosen(named)

    def _chosen(self, named: int | None) -> int | None:
        ids = [int(d["pk"]) for d in self.deals]
        if named in ids:
            return named
        return ids[0] if len(ids) == 1 else None

    def clean_next_due(self) -> date | None:
        return _not_past(self.cleaned_data["next_due"], self.request.today)

    def kind(self) -> str:
        """The kind of contact that the outcome must fit."""
        return str(self.cleaned_data.get("kind") or "")

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("next_due") and not data.get("next_step"):
            self.add_error("next_step", _("Say what is to be done by then."))
        # The page hides what does not fit the kind; what was ticked before it was hidden does not count.
        if data.get("outcome") and (data["outcome"] in OF_CALLS) != (self.kind() == "call"):
            data["outcome"] = ""
        return data


class LogForm(StepFields):
    """A contact that took place: whom, what, and a word."""

    account: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Customer"),
        queryset=None,
        error_messages={"required": _("Whom did you meet?"), "invalid_choice": _("Choose a customer.")},
    )
    kind_of = forms.ChoiceField(label=_("What was it?"), widget=Picks(), initial="visit")
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)

    field_order = ("account", "kind_of", "deal", "outcome", "notes", "next_step", "next_due", "token")

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        # A form that is sent twice is one entry; two forms are two.
        self.fields["token"].initial = f"log-{request.person_id}-{request.clock.now():%Y%m%dT%H%M%S.%f}"
        account: Any = self.fields["account"]
        account.queryset = visible("account", request.rights)
        account.widget = SearchSelect(reverse("find_customers"))
        account.choices = self._customers()
        self.fields["kind_of"].choices = _labels(KINDS, LOGGED)  # type: ignore[attr-defined]
        self.about(self.account_id())

    def account_id(self) -> int | None:
        """The customer that is chosen so far; None where the text is no id."""
        chosen = str(self["account"].value() or "")
        return int(chosen) if is_id(chosen) else None

    def _customers(self) -> list[tuple[str, str]]:
        """Recent ones first; the one that is chosen already is always among them."""
        found = recent_customers(self.request.rights, self.request.person_id or 0)
        chosen = self.account_id()
        if chosen is not None and chosen not in dict(found):
            named = names_of("account", [chosen], self.request.rights)
            found = [*named.items(), *found]
        return [("", "")] + [(str(pk), name) for pk, name in found]

    @override
    def kind(self) -> str:
        return str(self.cleaned_data.get("kind_of") or "")


class FinishForm(StepFields):
    """How a planned contact went."""

    def __init__(self, request: Asked, visit: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        kind = self._kind = str(visit.kind)
        self.about(visit.account_id, visit.opportunity_id)
        fitting = tuple(v for v in OUTCOMES if (v in OF_CALLS) == (kind == "call"))
        self.fields["outcome"].choices = _labels(OUTCOMES, fitting)  # type: ignore[attr-defined]

    @override
    def kind(self) -> str:
        return self._kind


class NotDoneForm(forms.Form):
    """Why a planned contact did not take place, and when it will."""

    reason = forms.ChoiceField(
        label=_("Why did it not happen?"),
        widget=Picks(),
        error_messages={"required": _("Choose a reason, or say it in your words.")},
    )
    words = forms.CharField(label=_("In your words"), required=False, max_length=200)
    again = forms.DateTimeField(
        label=_("New date"),
        required=False,
        widget=MomentInput(),
        help_text=_("Left empty, the visit is called off."),
    )

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["reason"].choices = [(str(r), str(r)) for r in REASONS]  # type: ignore[attr-defined]
        self.use_required_attribute = False

    def clean_again(self) -> datetime | None:
        again: datetime | None = self.cleaned_data["again"]
        if again is not None and again <= self.request.clock.now():
            raise forms.ValidationError(_("This lies in the past."))
        return again

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = (data.get("words") or "").strip()
        if words and not self.data.get(self.add_prefix("reason")):
            self.errors.pop("reason", None)  # words of one's own are a reason too
        data["why"] = words or data.get("reason") or ""
        return data


class MovedForm(forms.Form):
    """A reason and a new day at once."""

    reason = forms.CharField(max_length=200)
    again = forms.DateField()

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_again(self) -> date | None:
        return _not_past(self.cleaned_data["again"], self.request.today)

    def at_the_hour_of(self, before: WorldTime | None) -> WorldTime:
        """The new day, at the time of day that was planned where one was."""
        day: date = self.cleaned_data["again"]
        if before is None or not is_instant(before):
            return day
        local = before.astimezone(self.request.workspace.calendar.zone)
        return local.replace(year=day.year, month=day.month, day=day.day)


class ClosingForm(forms.Form):
    """A new date for a deal to close."""

    close_date = forms.DateField(label=_("Expected close"), widget=DateInput())

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["close_date"].widget.attrs["min"] = request.today.isoformat()

    def clean_close_date(self) -> date | None:
        return _not_past(self.cleaned_data["close_date"], self.request.today)


class NextStepForm(forms.Form):
    """What comes next with a deal, and until when."""

    next_step = forms.CharField(label=_("Next step"), max_length=200)
    next_step_due = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["next_step_due"].widget.attrs["min"] = request.today.isoformat()

    def clean_next_step_due(self) -> date | None:
        return _not_past(self.cleaned_data["next_step_due"], self.request.today)


class MoveStepForm(forms.Form):
    """A new day for the same next step."""

    due = forms.DateField()

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_due(self) -> date | None:
        return _not_past(self.cleaned_data["due"], self.request.today)


def is_id(text: str) -> bool:
    """Whether a text of an address or a form can be a record's id."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def _not_past(day: date | None, today: date) -> date | None:
    if day is not None and day < today:
        raise forms.ValidationError(_("This lies in the past."))
    return day
