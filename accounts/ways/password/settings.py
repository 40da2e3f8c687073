"""What an admin sets of passwords: how many may be wrong (E16), what replaces one (F06), who may do without (D08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.tenants.models import Tenant
from accounts.throttle.guesses import TRIES, WAIT_SECONDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "password"
FEWEST_TRIES, MOST_TRIES = 3, 10
SHORTEST_WAIT, LONGEST_WAIT = 60, 600


@dataclass(frozen=True, kw_only=True)
class PasswordSettings:
    """The settings of one tenant."""

    tries: int = TRIES
    wait_seconds: int = WAIT_SECONDS
    recover_by: int = 2
    may_give_up: bool = False

    @property
    def within(self) -> dict[str, int]:
        """Both, within the limits however they came to be set."""
        return {
            "tries": max(FEWEST_TRIES, min(MOST_TRIES, self.tries)),
            "wait_seconds": max(SHORTEST_WAIT, min(LONGEST_WAIT, self.wait_seconds)),
        }

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """A hundred wrong ones a month are the most (SP 800-63B-4 3.2.2), so no more than ten at a stretch."""
        found: dict[str, StrOrPromise] = {}
        if not FEWEST_TRIES <= self.tries <= MOST_TRIES:
            found["tries"] = _("Choose from 3 to 10.")
        if not SHORTEST_WAIT <= self.wait_seconds <= LONGEST_WAIT:
            found["wait_seconds"] = _("Choose from 60 to 600 seconds.")
        if self.recover_by not in {1, 2}:
            found["recover_by"] = _("Choose 1 or 2.")
        return found


class PasswordSettingsForm(forms.Form):
    """The fields of PasswordSettings."""

    tries = forms.IntegerField(
        label=_("wrong passwords in a row"),
        min_value=FEWEST_TRIES,
        max_value=MOST_TRIES,
        help_text=_("3 to 10. Then whoever tries waits. The same one again is not counted."),
    )
    wait_seconds = forms.IntegerField(
        label=_("first wait, in seconds"),
        min_value=SHORTEST_WAIT,
        max_value=LONGEST_WAIT,
        help_text=_(
            "60 to 600. Each further wrong one doubles it. Browsers used before wait apart from strangers."
        ),
    )
    recover_by = forms.IntegerField(
        label=_("other ways to show, to replace a forgotten one"),
        min_value=1,
        max_value=2,
        help_text=_(
            "1 or 2. One, such as a code by mail, is enough only for people who sign in with a password alone. Admins "
            "always show two."
        ),
    )
    may_give_up = forms.BooleanField(
        label=_("people may give up their password"),
        required=False,
        help_text=_(
            "Offered to whoever could lose any one of their other ways and still sign in, also in a browser they have "
            "not used before. They can choose a password again at any time."
        ),
    )
