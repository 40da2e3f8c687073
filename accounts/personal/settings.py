"""What the operator sets of personal accounts: may people make one themselves, and with which addresses?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mail.services import is_on
from accounts.policy.parts import TenantPart
from accounts.refusals import Refusal
from accounts.tenants.domains import new_domain, u_labels
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "sign_up"
MOST_DOMAINS = 100


@dataclass(frozen=True, kw_only=True)
class SignUpSettings:
    """Nobody signs up unless it is on; `domains` are the only ones of addresses, all where there are none."""

    is_open: bool = False
    domains: tuple[str, ...] = ()

    def takes(self, domain: str) -> bool:
        """May an address with this domain, in the form in which domains are kept, become an account?"""
        return not self.domains or domain in self.domains

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Addresses are confirmed by a letter, so without mail nobody could sign up."""
        if self.is_open and not is_on():
            return {"is_open": gettext_lazy("Addresses are confirmed by mail. Set up MAIL_URL first.")}
        return {}


class DomainsField(forms.CharField):
    """Domains, one a line; a list of them in the form in which they are kept."""

    def prepare_value(self, value: Any) -> Any:
        """As people write them."""
        return (
            "\n".join(map(u_labels, value))
            if isinstance(value, Sequence) and not isinstance(value, str)
            else value
        )

    def to_python(self, value: Any) -> Any:
        """Read the lines. Raises ValidationError for one that is no domain."""
        lines = [line for line in (value or "").splitlines() if line.strip()]
        if len(lines) > MOST_DOMAINS:
            raise ValidationError(_("At most %(count)d domains.") % {"count": MOST_DOMAINS})
        try:
            found = [new_domain(line.strip()) for line in lines]
        except Refusal as refused:
            raise ValidationError(str(refused.public_text)) from refused
        return list(dict.fromkeys(found))

    def validate(self, value: Any) -> None:
        """An empty list is one as well."""

    def run_validators(self, value: Any) -> None:
        """The lines were looked at one by one."""


class SignUpFields(forms.Form):
    """The fields of SignUpSettings."""

    is_open = forms.BooleanField(
        label=gettext_lazy("people may make a personal account"),
        required=False,
        help_text=gettext_lazy("On: the sign-in page offers it. The address is confirmed by mail first."),
    )
    domains = DomainsField(
        label=gettext_lazy("only with these domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy("One a line. Empty: any address that is no organisation's."),
    )


PART = TenantPart(
    key=KEY,
    title=gettext_lazy("Signing up"),
    help=gettext_lazy("Who may make a personal account, without anybody adding them."),
    settings=SignUpSettings,
    fields=SignUpFields,
    is_for=lambda tenant: tenant.is_personal,
    rank=10,
)
