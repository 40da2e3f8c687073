"""What an admin sets of passkeys: what they must be, and for some groups by a profile (E21).

Kept with the method's policy (accounts.policy.models.MethodPolicy.settings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.policy.facts import Rules, groups_of, method_rules
from accounts.policy.whom import NamesGroups
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey
from devices.passkeys.profiles.kinds import Kinds, Profile, Taken
from devices.passkeys.roots.models import AttestationRoot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "passkey"
LONGEST_LIST = 2000
MOST_PROFILES = 10


@dataclass(frozen=True, kw_only=True)
class PasskeySettings(Kinds, NamesGroups):
    """The settings of one tenant: what is taken of whom no profile is about, and the `profiles`.

    Of whom several are about, whatever one of them would take is taken.
    """

    profiles: tuple[Profile, ...] = ()

    @property
    def takes_all(self) -> bool:
        """Does every passkey of everybody count?"""
        return self.takes_every and not self.profiles

    def taken_of(self, groups: frozenset[str]) -> Taken:
        """Return what is taken of a member of these groups."""
        theirs = tuple((one.name, one) for one in self.profiles if one.is_for(groups))
        return Taken(theirs or (("", self),))

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """A model that nobody knows would be one that nobody has; and without a root nobody could vouch."""
        found: dict[str, StrOrPromise] = dict(_of_kinds(self))
        if len(self.profiles) > MOST_PROFILES:
            found["profiles"] = _("At most ten profiles.")
        for profile in self.profiles:
            for text in _of_kinds(profile).values():
                found["profiles"] = format_lazy("{name}: {text}", name=profile.name, text=text)
        return found

    @property
    def named_groups(self) -> frozenset[int]:
        return frozenset(pk for one in self.profiles for pk in one.named_groups)

    def only_with(self, left: frozenset[int]) -> PasskeySettings:
        return replace(self, profiles=tuple(one.only_with(left) for one in self.profiles))

    def is_emptied(self, left: frozenset[int]) -> bool:
        """A profile for groups that are all gone would be for everybody."""
        return any(one.is_emptied(left) for one in self.profiles)

    def in_plain(self, named: Mapping[int, str]) -> dict[str, Any]:
        """The profiles by their names, and each thing that they say as a list, so that a change of it can be told."""
        profiles = self.profiles
        return {
            "profiles": [one.name for one in profiles],
            "profile_models": [f"{one.name}: {model}" for one in profiles for model in one.named],
            "profile_synced": [one.name for one in profiles if one.allow_synced],
            "profile_attested": [one.name for one in profiles if one.attested],
            "profile_include": [
                f"{one.name}: {named[pk]}" for one in profiles for pk in one.include if pk in named
            ],
            "profile_exclude": [
                f"{one.name}: {named[pk]}" for one in profiles for pk in one.exclude if pk in named
            ],
        }


def _of_kinds(kinds: Kinds) -> dict[str, StrOrPromise]:
    if len(kinds.models) > LONGEST_LIST:
        return {"models": _("That list is too long.")}
    if kinds.unknown:
        return {"models": _("No such model is known: %(name)s.") % {"name": kinds.unknown[0]}}
    if kinds.attested and not AttestationRoot.objects.exists():
        return {
            "attested": _(
                "No root of a maker is here yet, so nothing could vouch for any. Ask whoever runs this server to add "
                "some (manage.py attestation_roots)."
            )
        }
    return {}


def passkey_settings(rules: Rules) -> PasskeySettings:
    """Return the settings of the tenant with these rules."""
    rule = rules.get(KEY)
    return settings_in(rule.settings) if rule else PasskeySettings()


# A line that names no model.
NONE_COUNTS = PasskeySettings(models="none")


def settings_in(kept: Mapping[str, Any]) -> PasskeySettings:
    """Return settings as they are kept. What cannot be read may have asked for anything: no passkey counts then."""
    return read_stored(PasskeySettings, kept) or NONE_COUNTS


def taken_of(user: User, rules: Rules | None = None) -> Taken:
    """Return what is taken of this person; `rules` are their tenant's, if just read.

    Their groups are asked for only where there are profiles.
    """
    settings = passkey_settings(method_rules(user.tenant) if rules is None else rules)
    return settings.taken_of(groups_of(user) if settings.profiles else frozenset())


def why_not(taken: Taken, passkey: Passkey) -> str:
    """Return the stable reason why a passkey is not taken, "" when it is."""
    return taken.why_not(
        is_synced=passkey.is_synced, aaguid=passkey.aaguid, is_attested=passkey.attested_by_id is not None
    )
