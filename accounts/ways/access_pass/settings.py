"""What an admin sets of passes: how long they are and live, whether they work once, and what they open (E05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.tenants.models import Tenant
from accounts.ways.access_pass.secret import LONGEST, SHORTEST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# In minutes: ten of them to thirty days.
LIVES: tuple[tuple[int, StrOrPromise], ...] = (
    (10, _("10 minutes")),
    (30, _("30 minutes")),
    (60, _("1 hour")),
    (120, _("2 hours")),
    (240, _("4 hours")),
    (480, _("8 hours")),
    (1440, _("1 day")),
    (4320, _("3 days")),
    (10080, _("7 days")),
    (20160, _("14 days")),
    (43200, _("30 days")),
)
SHORTEST_LIFE, LONGEST_LIFE = LIVES[0][0], LIVES[-1][0]


@dataclass(frozen=True, kw_only=True)
class PassSettings:
    """The settings of one tenant. `only_adds`: a session by a pass may add ways to sign in, and nothing else."""

    length: int = SHORTEST
    life_minutes: int = 60
    longest_minutes: int = 480
    is_one_time: bool = True
    only_adds: bool = True

    @property
    def letters(self) -> int:
        """How long a pass is, within the limits however it came to be set."""
        return max(SHORTEST, min(LONGEST, self.length))

    @property
    def longest(self) -> timedelta:
        """The longest life of a pass, within the limits likewise."""
        return timedelta(minutes=max(SHORTEST_LIFE, min(LONGEST_LIFE, self.longest_minutes)))

    @property
    def lives(self) -> list[tuple[int, StrOrPromise]]:
        """What may be chosen for a pass, in minutes and in words."""
        return [(minutes, words) for minutes, words in LIVES if timedelta(minutes=minutes) <= self.longest]

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """What of it cannot be."""
        found: dict[str, StrOrPromise] = {}
        if not SHORTEST <= self.length <= LONGEST:
            found["length"] = _("Choose from 8 to 48.")
        for name in ("life_minutes", "longest_minutes"):
            if getattr(self, name) not in dict(LIVES):
                found[name] = _("Choose one of these.")
        return found


class PassSettingsForm(forms.Form):
    """The fields of PassSettings."""

    length = forms.IntegerField(
        label=_("letters and digits"),
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text=_("8 to 48. Eight are enough while a pass works for hours."),
    )
    life_minutes = forms.TypedChoiceField(
        label=_("how long a pass works"),
        coerce=int,
        choices=LIVES,
        help_text=_("Chosen at first when somebody makes one."),
    )
    longest_minutes = forms.TypedChoiceField(
        label=_("at most"),
        coerce=int,
        choices=LIVES,
        help_text=_("Nobody can make one that works longer. Its session ends with it."),
    )
    is_one_time = forms.BooleanField(
        label=_("works once"),
        required=False,
        help_text=_("Off: whoever makes a pass may let it work again and again until it ends."),
    )
    only_adds = forms.BooleanField(
        label=_("only to add ways to sign in"),
        required=False,
        help_text=_(
            "Whoever signs in with a pass can add a phone, say, and nothing else. Off: it signs in like a one-time "
            "link. It never opens the portal."
        ),
    )
