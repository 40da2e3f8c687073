"""How an application shows who it is by keys, and how it asks phones: what only one with a server can."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.outward.public import LONGEST_ADDRESS
from accounts.users.models import User
from idp.oidc.applications.keys import LONGEST_SET, give_keys, read_set
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import CannotBeApplication, Wanted
from idp.portal.applications.parts.form import PartForm

PING = Application.Delivery.PING


class AskingForm(PartForm):
    """Whether it may ask people's phones (CIBA), and how it learns what became of it."""

    delivery = forms.ChoiceField(
        label=gettext_lazy("May it ask people's phones (CIBA)"),
        required=False,
        widget=forms.RadioSelect,
        choices=(
            ("", gettext_lazy("No")),
            (Application.Delivery.POLL.value, gettext_lazy("Yes: it asks again and again what became of it")),
            (PING.value, gettext_lazy("Yes: it is told when to ask what became of it")),
        ),
        help_text=gettext_lazy(
            "It asks people who may use it, each time by its name, and they say yes or no."
        ),
    )
    notification_uri = forms.CharField(
        label=gettext_lazy("Where it is told"),
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("Of its server, with https. Only where it is told when to ask."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    sends_user_code = forms.BooleanField(
        label=gettext_lazy("It says people's own codes"),
        required=False,
        help_text=gettext_lazy(
            "It asks whomever it wants to ask for their code, where the organisation uses codes (user_code)."
        ),
    )

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("delivery") != PING:
            written["notification_uri"] = ""
        elif not written.get("notification_uri"):
            self.add_error("notification_uri", _("Write the address of your server."))
        return written


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
