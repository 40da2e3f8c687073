"""What an organisation sets of sessions: how long they last, and whether people may stay signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.policy.parts import TenantPart, settings_for
from accounts.sessions.limits import Limits
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "sessions"
HOUR, DAY = 60, 24 * 60
SILENCES = (
    (15, _("15 minutes")),
    (30, _("30 minutes")),
    (HOUR, _("1 hour")),
    (4 * HOUR, _("4 hours")),
    (12 * HOUR, _("12 hours")),
    (DAY, _("1 day")),
)
AGES = (
    (HOUR, _("1 hour")),
    (4 * HOUR, _("4 hours")),
    (12 * HOUR, _("12 hours")),
    (DAY, _("1 day")),
    (7 * DAY, _("7 days")),
)
STAYING_SILENCES = ((DAY, _("1 day")), (7 * DAY, _("7 days")), (30 * DAY, _("30 days")))
STAYING_AGES = ((7 * DAY, _("7 days")), (30 * DAY, _("30 days")), (90 * DAY, _("90 days")))


@dataclass(frozen=True)
class SessionSettings:
    """In minutes. `may_stay`: people are asked whether to stay signed in, and then the other two limits hold."""

    silence: int = 12 * HOUR
    age: int = DAY
    may_stay: bool = False
    staying_silence: int = 30 * DAY
    staying_age: int = 90 * DAY

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """A length that is not one of those there are."""
        offered = {
            "silence": SILENCES,
            "age": AGES,
            "staying_silence": STAYING_SILENCES,
            "staying_age": STAYING_AGES,
        }
        return {
            name: _("Choose one of these lengths.")
            for name, choices in offered.items()
            if getattr(self, name) not in dict(choices)
        }

    def limits(self, *, stays: bool) -> Limits:
        """Return the limits of a session; where nobody may stay any more, those of everybody for all."""
        of_this = (
            (self.staying_silence, self.staying_age) if stays and self.may_stay else (self.silence, self.age)
        )
        silence, age = (timedelta(minutes=minutes) for minutes in of_this)
        return Limits(silence=silence, age=age)


def session_settings(tenant: Tenant) -> SessionSettings:
    """Return what this tenant has set of sessions."""
    return settings_for(tenant, KEY, SessionSettings)


class SessionFields(forms.Form):
    """The fields of SessionSettings."""

    silence = forms.TypedChoiceField(
        label=_("ends after so long without use"),
        coerce=int,
        choices=SILENCES,
        help_text=_("Counted on the server, from the last page that was opened."),
    )
    age = forms.TypedChoiceField(
        label=_("ends this long after it began"),
        coerce=int,
        choices=AGES,
        help_text=_("Also while it is used. Without staying signed in it ends with the browser as well."),
    )
    may_stay = forms.BooleanField(
        label=_("ask people whether to stay signed in"),
        required=False,
        help_text=_(
            "On: one more page at the first sign-in in each browser. For people with computers of their own; leave it "
            "off where computers are shared."
        ),
    )
    staying_silence = forms.TypedChoiceField(
        label=_("staying signed in: ends after so long without use"),
        coerce=int,
        choices=STAYING_SILENCES,
        help_text=_("Of whoever said that they stay signed in; counted as above."),
    )
    staying_age = forms.TypedChoiceField(
        label=_("staying signed in: ends this long after it began"),
        coerce=int,
        choices=STAYING_AGES,
        help_text=_("Then they sign in once more, however often they came back."),
    )


PART = TenantPart(
    key=KEY,
    title=_("Sessions"),
    help=_("How long people stay signed in. A change counts at the next page, also for sessions under way."),
    settings=SessionSettings,
    fields=SessionFields,
    rank=10,
)
