"""What an admin sets of browsers that were used before: for how long a second step is not asked again in them (A19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.policy.parts import TenantPart, settings_for
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "known_browsers"
MOST_DAYS = 365


@dataclass(frozen=True)
class BrowserSettings:
    """`skip_days`: 0 that the second step is always asked."""

    skip_days: int = 0

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        return {} if 0 <= self.skip_days <= MOST_DAYS else {"skip_days": _("Choose from 0 to 365 days.")}


class BrowserSettingsForm(forms.Form):
    """The fields of BrowserSettings, each with its consequence in words."""

    skip_days = forms.IntegerField(
        label=_("days in which a second step is not asked again"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_(
            "0: it is always asked. Otherwise people may tick that it is not asked again on a browser for so many "
            "days, 365 at most: whoever has their password and that browser is in then. Less counts at once."
        ),
    )


PART = TenantPart(
    key=KEY,
    title=_("Browsers used before"),
    help=_(
        "Only where two-step verification is on; the portal, and changing one's ways to sign in, always ask."
    ),
    settings=BrowserSettings,
    fields=BrowserSettingsForm,
    rank=5,
)


def skip_days(tenant: Tenant) -> int:
    """Return for how many days people of the tenant may have a second step not asked again; 0 for none."""
    days = settings_for(tenant, KEY, BrowserSettings).skip_days
    return days if 0 <= days <= MOST_DAYS else 0
