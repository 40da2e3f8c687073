"""Writing a new password, wherever it is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User
from accounts.ways.password.rules.checking import problems_of


class NewPasswordForm(forms.Form):
    """A new password for this person. Pasted or typed, as long as it is: a field that cuts would lie."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 8 characters of any kind. Three or four words that do not belong together are good."
        ),
        error_messages={"required": _("Write a new password.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        written: str = self.cleaned_data["new_password"]
        problems = problems_of(written, user=self.user, tenant=self.user.tenant)
        if not problems and self.is_the_one_they_have(written):
            problems = [str(_("That is the one you have. Choose another."))]
        if problems:
            raise ValidationError(problems)
        return written

    def is_the_one_they_have(self, written: str) -> bool:
        return self.user.has_usable_password() and self.user.check_password(written)


class ChangePasswordForm(NewPasswordForm):
    """The same, with the password they have."""

    current_password = forms.CharField(
        label=_("Current password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write the password you have.")},
    )
    field_order = ("current_password", "new_password")
