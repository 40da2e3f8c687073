"""What can be written of an API key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.api_tokens.scopes import Scope
from accounts.tenants.names import LONGEST_NAME, shown

LIVES = (
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
    (180, _("half a year")),
    (365, _("a year")),
)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("What it is for, such as Personnel system. The audit log calls it so."),
        error_messages={"required": _("Write what it is for.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("what it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The less the better: make another key for another script."),
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.TypedChoiceField(
        label=_("works for"),
        coerce=int,
        choices=LIVES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )

    def __init__(self, posted: Any = None, *, offered: Iterable[Scope]) -> None:
        super().__init__(posted, initial={"days": 90})
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(scope.key, f"{scope.words} ({scope.key})") for scope in offered]

    def clean_name(self) -> str:
        name = shown(self.cleaned_data["name"], longest=LONGEST_NAME)
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
