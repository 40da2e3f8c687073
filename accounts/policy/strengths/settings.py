"""What an organisation sets of strengths: sets of ways of its own, and which strength it requires for what and of whom.

Pure but for its texts; kept as a part of the policy, so that reading it costs no question where the policy was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.need import Strength
from accounts.policy.strengths.built_in import BUILT_IN
from accounts.policy.whom import NamesGroups, Whom
from accounts.stored import read_stored
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "strengths"
MOST_SETS = 20
MOST_RULES = 8
LONGEST_NAME = 60
# Of one set: each way alone, and each two of them, of as many ways as there may ever be.
MOST_OF_A_SET = 200
# What a strength of the organisation's own is called in logs: its name, marked as one.
OWN = "="


class State(TextChoices):
    OFF = "off", gettext_lazy("Off")
    REPORTED = "reported", gettext_lazy("Report-only")
    ON = "on", gettext_lazy("On")


@dataclass(frozen=True, kw_only=True)
class OwnSet:
    """A strength by a name that the organisation gave it: any of these ways, or of these ways together."""

    key: str
    name: str
    any_of: tuple[tuple[str, ...], ...] = ()

    @property
    def strength(self) -> Strength:
        ways = tuple(frozenset(keys) for keys in self.any_of if keys)
        return Strength(self.key, name=self.name, factors=0, any_of=ways)


@dataclass(frozen=True, kw_only=True)
class OfApplication:
    """What is required of whoever opens an application."""

    application: str
    strength: str
    state: str = State.OFF.value


@dataclass(frozen=True, kw_only=True)
class OfGroups(Whom):
    """What is required of members of groups, or of everybody, whatever they sign in to."""

    strength: str
    state: str = State.OFF.value


@dataclass(frozen=True, kw_only=True)
class StrengthSettings(NamesGroups):
    """The settings of one tenant. At first nothing is required."""

    sets: tuple[OwnSet, ...] = ()
    applications: tuple[OfApplication, ...] = ()
    groups: tuple[OfGroups, ...] = ()

    @property
    def rules(self) -> list[OfApplication | OfGroups]:
        """All that is required, reported, or kept for later."""
        return [*self.applications, *self.groups]

    def strength(self, key: str) -> Strength:
        """Return the strength with this key; of one that is gone, one that nothing meets."""
        if key in BUILT_IN:
            return BUILT_IN[key].strength
        own = self.find(key)
        return own.strength if own is not None else Strength(key, any_of=())

    def find(self, key: str) -> OwnSet | None:
        return next((one for one in self.sets if one.key == key), None)

    def with_set(self, wanted: OwnSet) -> StrengthSettings:
        """These settings with this set in the place of the one with its key, or after the others."""
        kept = self.find(wanted.key)
        changed = tuple(wanted if one is kept else one for one in self.sets)
        return replace(self, sets=changed if kept else (*self.sets, wanted))

    def uses(self, key: str) -> list[OfApplication | OfGroups]:
        """Return where the strength with this key stands, asked, reported or kept for later."""
        return [one for one in self.rules if one.strength == key]

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """What of it cannot be, by the name of the field."""
        found: dict[str, StrOrPromise] = {}
        known = {*BUILT_IN, *(one.key for one in self.sets)}
        if len(self.sets) > MOST_SETS:
            found["sets"] = _("At most %(count)d sets of your own.") % {"count": MOST_SETS}
        if len(self.groups) > MOST_RULES:
            found["groups"] = _("At most %(count)d rules for groups.") % {"count": MOST_RULES}
        for own in self.sets:
            found |= {f"set_{own.key}_{name}": why for name, why in self._wrong_with(own)}
        for name, one in self.named_rules():
            if one.strength not in known or one.state not in State.values:
                found[name] = _("This strength is not there any more. Choose another.")
        return found

    def named_rules(self) -> list[tuple[str, OfApplication | OfGroups]]:
        """Return each rule with the name of its field."""
        of_applications = [(f"{one.application}_strength", one) for one in self.applications]
        return [*of_applications, *((f"rule{n}_strength", one) for n, one in enumerate(self.groups, 1))]

    def _wrong_with(self, own: OwnSet) -> Iterable[tuple[str, StrOrPromise]]:
        name = own.name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            yield "name", _("Give it a name of at most %(count)d characters.") % {"count": LONGEST_NAME}
        if not own.any_of or len(own.any_of) > MOST_OF_A_SET or not all(own.any_of):
            yield "ways", _("Choose at least one way.")
        if any(one is not own and one.name.casefold() == own.name.casefold() for one in self.sets):
            yield "name", _("Another set of yours is called that.")

    @property
    def named_groups(self) -> frozenset[int]:
        return frozenset[int]().union(*(one.named_groups for one in self.groups))

    def only_with(self, left: frozenset[int]) -> StrengthSettings:
        """Return the same; a rule for groups none of which is left goes, for it would be for everybody."""
        kept = (one.only_with(left) for one in self.groups if not one.is_emptied(left))
        return replace(self, groups=tuple(kept))

    def is_emptied(self, left: frozenset[int]) -> bool:
        """One that is asked of nobody may lose what it was for."""
        return any(one.is_emptied(left) for one in self.groups if one.state != State.OFF)

    def in_plain(self, named: Mapping[int, str]) -> dict[str, Any]:
        """Each set and rule as one text that tells it whole: whoever reads it has it in words (words.py)."""
        return {
            "sets": [_text(one.name, sorted(map(list, one.any_of))) for one in self.sets],
            "applications": [
                _text(one.application, code_of(self.strength(one.strength)), one.state)
                for one in self.applications
            ],
            "groups": [
                _text(code_of(self.strength(one.strength)), one.state, *one.in_plain(named).values())
                for one in self.groups
            ],
        }


def _text(*told: Any) -> str:
    return json.dumps(told, ensure_ascii=False)


def code_of(strength: Strength) -> str:
    """Return what a log calls a strength: read when its set may be gone."""
    return f"{OWN}{strength.name}" if strength.name else strength.key


def strengths_in(parts: Mapping[str, Mapping[str, Any]]) -> StrengthSettings:
    """Return what the parts of a policy set of strengths."""
    return read_stored(StrengthSettings, parts.get(KEY, {})) or StrengthSettings()
