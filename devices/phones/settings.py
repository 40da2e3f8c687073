"""What an admin sets of phone sign-in: how the number is given, how long a request lives, what it shows, what unlocks.

Kept with the method's policy (accounts.policy.models.MethodPolicy.settings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.policy.facts import Rules, settings_of
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What policies, sessions and the audit log call the phone as a way to prove oneself.
KEY = "phone"
SHORTEST_LIFE, LONGEST_LIFE = 30, 300


class Number(TextChoices):
    CHOOSE = "choose", _("Choose from three numbers")
    TYPE = "type", _("Type the number")
    APPROVE = "approve", _("Approve without a number")


class Unlock(TextChoices):
    PLATFORM = "platform", _("The phone's own lock only")
    PLATFORM_OR_PIN = "platform_or_pin", _("The phone's own lock, or the app's PIN")


class Hardware(TextChoices):
    NO = "no", _("Not accepted")
    ATTESTED = "attested", _("Accepted where the phone's hardware vouches for it")
    ANY = "any", _("Accepted")


class Report(TextChoices):
    ALERT = "alert", _("Tell the person and the admins")
    BLOCK = "block", _("Also block sign-in, until an admin releases it")


class UserCodes(TextChoices):
    """Of applications that ask people's phones by a name: whether they must say that person's own code."""

    OFF = "off", _("No")
    ALLOWED = "allowed", _("Of whoever has set one")
    OTHERS = (
        "others",
        _("Always of applications that are not the organisation's own, else of whoever has set one"),
    )
    REQUIRED = "required", _("Always")


DIGITS = ((2, _("Two digits")), (6, _("Six digits, always typed")))
CHOICES: dict[str, list[Any]] = {
    "number_known": Number.values,
    "number_new": Number.values,
    "digits": [number for number, _words in DIGITS],
    "unlock": Unlock.values,
    "unlock_hardware": Hardware.values,
    "when_reported": Report.values,
    "user_codes": UserCodes.values,
}


@dataclass(frozen=True, kw_only=True)
class PhoneSettings:
    """The settings of one tenant. `number_known` counts on a browser used before, `number_new` on any other (E07).

    `unlock_second_step`: a second step after a password is approved with an unlock only, as a sign-in always is (F03).
    `app_lock`: the app is asked to open only to whoever unlocks it (C07); that it does is its own word.
    `user_codes`: whose own code an application says that asks their phone by their name (idp.oidc.ciba.codes).
    `may_move`: an old phone may vouch for a new one (B14).
    """

    number_known: str = Number.CHOOSE.value
    number_new: str = Number.TYPE.value
    digits: int = 2
    request_life_seconds: int = 120
    show_application: bool = True
    show_place: bool = True
    unlock: str = Unlock.PLATFORM.value
    unlock_hardware: str = Hardware.NO.value
    unlock_second_step: bool = True
    app_lock: bool = False
    may_move: bool = True
    when_reported: str = Report.ALERT.value
    user_codes: str = UserCodes.OFF.value

    @property
    def unlock_modes(self) -> tuple[str, ...]:
        """The modes that count here, at least where the phone's hardware vouches for them."""
        return self.modes_for(is_attested=True)

    def modes_for(self, *, is_attested: bool) -> tuple[str, ...]:
        """The modes that count for an unlock whose hardware has vouched for it, or has not (E20)."""
        pin = ("pin",) if self.unlock == Unlock.PLATFORM_OR_PIN else ()
        may_be_hardware = self.unlock_hardware == Hardware.ANY or (
            self.unlock_hardware == Hardware.ATTESTED and is_attested
        )
        return ("platform", *pin, *(("hardware",) if may_be_hardware else ()))

    @property
    def life_seconds(self) -> int:
        """The life of a request, within the limits however it came to be set."""
        return max(SHORTEST_LIFE, min(LONGEST_LIFE, self.request_life_seconds))

    def match(self, *, known_browser: bool, must_type: bool, may_approve: bool) -> str:
        """Return how the number is given on the phone: "type", "choose" or "approve" (E07).

        Six digits are always typed, and so is the closing test of an enrolment (`must_type`). Without a number only
        a personal account (`may_approve`) approves, on a known browser, however the settings came to say otherwise.
        """
        if must_type or self.digits == 6:
            return "type"
        wanted = self.number_known if known_browser else self.number_new
        if wanted == "approve":
            return "type" if not known_browser else "approve" if may_approve else "choose"
        return "choose" if wanted == "choose" else "type"

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Number matching cannot be switched off: only personal accounts may approve, on a known browser (E07)."""
        found: dict[str, StrOrPromise] = {
            name: _("Choose one of these.")
            for name, choices in CHOICES.items()
            if getattr(self, name) not in choices
        }
        if self.number_new == Number.APPROVE:
            found["number_new"] = _("A new browser must always be given the number.")
        if self.number_known == Number.APPROVE and not tenant.is_personal:
            found["number_known"] = _("Organisations cannot switch number matching off.")
        if not SHORTEST_LIFE <= self.request_life_seconds <= LONGEST_LIFE:
            found["request_life_seconds"] = _("Choose from 30 to 300 seconds.")
        return found


def phone_settings(rules: Rules) -> PhoneSettings:
    """Return the settings of the tenant with these rules."""
    return settings_of(rules, KEY, PhoneSettings)
