"""Who is written to when something suspicious happens, about what, and how often: a part of the policy (E17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.parts import TenantPart
from accounts.refusals import Refusal
from accounts.tenants.models import Domain, Tenant
from accounts.tenants.resolve import domain_of
from accounts.users.access import with_right_in
from accounts.users.mail_address import canonical_mail_address
from accounts.users.roles import Act
from accounts.warning import kinds

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "warnings"
MOST_ADDRESSES = 10
LONGEST_LIST = 4096
INTERVALS = (
    (15, gettext_lazy("every quarter of an hour")),
    (60, gettext_lazy("every hour")),
    (240, gettext_lazy("every four hours")),
)


@dataclass(frozen=True, kw_only=True)
class WarningSettings:
    """Nobody is written to unless there are addresses. `kinds` are keys of rows in the table of kinds.

    Of each kind there is one letter in so many `minutes` at most.
    """

    addresses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    minutes: int = 15
    language: str = settings.LANGUAGE_CODE

    @property
    def is_on(self) -> bool:
        """Is anybody written to?"""
        return bool(self.addresses)

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Nobody else is written to: what happens there is nobody else's affair, and strangers asked for no letters."""
        found: dict[str, StrOrPromise] = {}
        strangers = sorted(set(self.addresses) - own_addresses(self.addresses, tenant))
        if strangers:
            found["addresses"] = _(
                "Only addresses with a verified domain of the organisation, or of people who look after alerts there: "
                "%(addresses)s"
            ) % {"addresses": ", ".join(strangers[:MOST_ADDRESSES])}
        elif len(self.addresses) > MOST_ADDRESSES:
            found["addresses"] = _("At most %(count)d addresses.") % {"count": MOST_ADDRESSES}
        if self.addresses and not self.kinds:
            found["kinds"] = gettext_lazy("Choose at least one.")
        if self.minutes not in dict(INTERVALS):
            found["minutes"] = gettext_lazy("Choose one of these.")
        if self.language not in dict(settings.LANGUAGES):
            found["language"] = gettext_lazy("Choose one of these.")
        return found


def own_addresses(addresses: Iterable[str], tenant: Tenant) -> set[str]:
    """Those that are the organisation's: by its verified domains, or of people who look after alerts in it."""
    domains = set(Domain.objects.filter(tenant=tenant, is_verified=True).values_list("name", flat=True))
    helpers = with_right_in(tenant, Act.SEE_ALERTS).filter(is_active=True)
    theirs = set(helpers.filter(mail_address__in=[*addresses]).values_list("mail_address", flat=True))
    return {address for address in addresses if address in theirs or domain_of(address) in domains}


class AddressesField(forms.CharField):
    """Mail addresses, one a line; a list of them in their one form."""

    def prepare_value(self, value: Any) -> Any:
        """What is kept as lines; what was written stays as it was."""
        is_list = isinstance(value, Sequence) and not isinstance(value, str)
        return "\n".join(value) if is_list else value

    def to_python(self, value: Any) -> Any:
        """Read the lines. Raises ValidationError for one that is no address."""
        lines = [line for line in str(value or "")[:LONGEST_LIST].splitlines() if line.strip()]
        try:
            found = [canonical_mail_address(line) for line in lines]
        except Refusal as refused:
            raise ValidationError(str(refused.public_text)) from refused
        return list(dict.fromkeys(found))

    def validate(self, value: Any) -> None:
        """An empty list is one as well."""

    def run_validators(self, value: Any) -> None:
        """The lines were looked at one by one."""


class KindsField(forms.MultipleChoiceField):
    """Kinds of warnings; those there are when the page is made, for packages above add some."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, choices=_choices, **facts)


def _choices() -> list[tuple[str, StrOrPromise]]:
    return [(kind.key, kind.label) for kind in kinds.in_order()]


class WarningFields(forms.Form):
    """The fields of WarningSettings."""

    addresses = AddressesField(
        label=gettext_lazy("addresses that are written to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "One a line, such as security@nordljus.example. With a verified domain of the organisation, or of people "
            "who look after alerts in it. Empty: nobody."
        ),
    )
    kinds = KindsField(
        label=gettext_lazy("about"),
        required=False,
        help_text=gettext_lazy("Nobody is written to about the others: they stand in the portal."),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("how often at most"),
        choices=INTERVALS,
        coerce=int,
        help_text=gettext_lazy(
            "The first letter comes within two minutes. What happens soon after is gathered into the next."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("language of the letters"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("All of these addresses are written to in this one."),
    )


PART = TenantPart(
    key=KEY,
    title=gettext_lazy("Letters about what is suspicious"),
    help=gettext_lazy(
        "Who is written to, beside those who look after alerts. Everything stands in the portal as well."
    ),
    settings=WarningSettings,
    fields=WarningFields,
    rank=60,
)
