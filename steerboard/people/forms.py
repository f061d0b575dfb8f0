"""The form of an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.people.invitations import taken
from steerboard.people.models import Invitation, Login


class InvitationForm(forms.Form):
    """Asks for a password, and for the email where the invitation has none."""

    email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not a common word, not only digits."),
    )
    again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.email:
            self.fields["email"].disabled = True
            self.fields["email"].initial = invitation.email

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if taken(email, self.invitation.person_id):
            raise forms.ValidationError(_("This address cannot be used; give another one."))
        return email

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password")
        if password and data.get("again") and password != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password, Login(email=data.get("email", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
