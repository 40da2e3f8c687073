"""What is supposed: who signs in, to what, in which browser, from where, and what they have proven already."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import LONGEST_WRITTEN, canonical_username
from accounts.users.access import users_seen_by
from accounts.users.models import User
from idp.portal.what_if.applications import found_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_ADDRESS = 45
NEW, USED = "new", "used"
BROWSERS = (
    (NEW, _("One that they have not used before")),
    (USED, _("The one that they used last, with what it remembers")),
)
PLAIN_TEXT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _ways() -> list[tuple[str, StrOrPromise]]:
    return [(one.key, one.label) for one in registry.in_order() if not one.only_recovers]


class WhatIfForm(forms.Form):
    person = forms.CharField(
        label=_("Who signs in"),
        max_length=LONGEST_WRITTEN,
        help_text=_("Their username."),
        widget=forms.TextInput(attrs=PLAIN_TEXT),
        error_messages={"required": _("Write a username.")},
    )
    application = forms.ChoiceField(label=_("To what"), initial="plain")
    browser = forms.ChoiceField(
        label=_("In which browser"), choices=BROWSERS, initial=NEW, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("From which address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("Such as 192.0.2.7. Left empty: from one that you have not blocked."),
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )
    passed = forms.MultipleChoiceField(
        label=_("Proven already"),
        choices=_ways,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each as much as it can prove at best. Nothing: from the first page on."),
    )

    def __init__(self, tenant: Tenant, asker: User, *written: object) -> None:
        super().__init__(*written)  # type: ignore[arg-type]  # what Django's form takes
        self.tenant = tenant
        self.applications = found_in(tenant)
        field: Any = self.fields["application"]
        field.choices = [(key, one.label) for key, one in self.applications.items()]
        self.people = users_seen_by(asker).filter(tenant=tenant)

    def clean_person(self) -> User:
        """Only people of this organisation whom the asker sees."""
        try:
            name = canonical_username(self.cleaned_data["person"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.public_text)) from None
        found = self.people.select_related("tenant").filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("Nobody in this organisation has that username."))
        return found

    def clean_address(self) -> str:
        written: str = self.cleaned_data["address"]
        try:
            return str(ipaddress.ip_address(written)) if written else ""
        except ValueError:
            raise forms.ValidationError(_("Write one address, such as 192.0.2.7 or 2001:db8::7.")) from None
