"""How an application shows who it is by keys, in place of a secret."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from accounts.users.models import User
from idp.oidc.applications.keys import LONGEST_SET, give_keys, read_set
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.applications.settings.table import Wanted
from idp.portal.applications.parts.form import PartForm


class KeysForm(PartForm):
    """Public keys, by which it shows who it is from then on (private_key_jwt)."""

    jwks = forms.CharField(
        label=gettext_lazy("Its public keys"),
        max_length=LONGEST_SET,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "A JWK set. From then on it shows who it is by these keys and by no secret: one that it has ends at once."
        ),
        error_messages={"required": gettext_lazy("Write a JWK set, which begins with {.")},
    )

    def stands(self, now: Wanted) -> dict[str, Any]:
        """Those that it has, to be put with the next beside them."""
        keys = self.application.public_keys
        return {"jwks": json.dumps({"keys": keys}, indent=2) if keys else ""}

    def clean_jwks(self) -> list[dict[str, Any]]:
        try:
            return read_set(self.cleaned_data["jwks"])
        except CannotBeApplication as refusal:
            raise ValidationError(str(refusal.public_text)) from None

    def save(self, *, actor: User) -> bool:
        keys = self.cleaned_data["jwks"]
        if keys == self.application.public_keys:
            return False
        give_keys(self.application, keys, actor=actor)
        return True
