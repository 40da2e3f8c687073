"""What an organisation lets its people change of their own account; nothing, unless an admin says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.mail.services import is_on
from accounts.policy.parts import TenantPart, settings_for
from accounts.tenants.models import Tenant
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "own_account"


@dataclass(frozen=True, kw_only=True)
class OwnAccountSettings:
    """May people change the name that others read, and the address that their letters go to?"""

    name: bool = False
    mail_address: bool = False

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Addresses are confirmed by a letter."""
        if self.mail_address and not is_on():
            return {"mail_address": _("Addresses are confirmed by mail. Set up MAIL_URL first.")}
        return {}


class OwnAccountFields(forms.Form):
    """The fields of OwnAccountSettings, each with its consequence in words."""

    name = forms.BooleanField(
        label=_("people may change their own name"),
        required=False,
        help_text=_("On: the name that colleagues and their phone read. The username stays as you gave it."),
    )
    mail_address = forms.BooleanField(
        label=_("people may change the mail address that their letters go to"),
        required=False,
        help_text=_(
            "On: once a code that went there has come back. The address before is told, and can take it back."
        ),
    )


PART = TenantPart(
    key=KEY,
    title=_("Their own account"),
    help=_("What people change themselves at My account. What is off, they ask you for."),
    settings=OwnAccountSettings,
    fields=OwnAccountFields,
    is_for=lambda tenant: not tenant.is_personal,
    rank=40,
)


def may_change_name(user: User) -> bool:
    return user.tenant.is_personal or _of(user).name


def may_change_mail_address(user: User) -> bool:
    """Needs a letter, so nobody does where mail is off."""
    return is_on() and (user.tenant.is_personal or _of(user).mail_address)


def _of(user: User) -> OwnAccountSettings:
    return settings_for(user.tenant, KEY, OwnAccountSettings)
