"""The registration campaign, a part of the policy: people are asked at sign-in for one way that they lack (E11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.many.estimating import grouped, look_at, some_of
from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy
from accounts.policy.facts import Rules
from accounts.policy.parts import TenantPart, settings_for
from accounts.policy.ways_in import NOBODY, allowed_by, held_by, people_allowed
from accounts.policy.whom import Whom, but_not_for, only_for
from accounts.security_info.registering.models import PutOff
from accounts.signin.owed import ToAdd
from accounts.signin.road.looking_after import looks_after_own
from accounts.signin.unfinished import SignIn
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "campaign"
MOST_SNOOZE_DAYS = 14
MOST_SKIPS = 100


@dataclass(frozen=True, kw_only=True)
class CampaignSettings(Whom):
    """The settings of one tenant. `method` is the key of the way that is asked for, "" of none.

    `snooze_days`: how long whoever puts it off is left alone; 0: until the next sign-in. `skips`: how often one may;
    where it `is_endless`, as often as one likes.
    """

    is_on: bool = False
    method: str = ""
    snooze_days: int = 1
    skips: int = 3
    is_endless: bool = False

    @property
    def asked(self) -> VerificationMethod | None:
        """The way that is asked for now, None for none."""
        return registry.find(self.method) if self.is_on else None

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        found: dict[str, StrOrPromise] = {}
        can_be_asked = {method.key for method in _can_be_asked()}
        if self.method not in can_be_asked and (self.is_on or self.method):
            found["method"] = _("Choose one of these.")
        if not 0 <= self.snooze_days <= MOST_SNOOZE_DAYS:
            found["snooze_days"] = _("Choose from 0 to 14 days.")
        if not 0 <= self.skips <= MOST_SKIPS:
            found["skips"] = _("Choose from 0 to 100.")
        return found


def _can_be_asked() -> list[VerificationMethod]:
    return [method for method in registry.of_ones_own() if method.add]


def _choices() -> list[tuple[str, StrOrPromise]]:
    return [("", _("Nothing yet")), *((method.key, method.label) for method in _can_be_asked())]


class CampaignForm(forms.Form):
    """The fields of CampaignSettings, each with its consequence in words."""

    is_on = forms.BooleanField(
        label=_("the campaign is on"),
        required=False,
        help_text=_(
            "Turning it off and on again begins it anew: everybody may put it off as often as at first."
        ),
    )
    method = forms.ChoiceField(
        label=_("what it asks for"),
        choices=_choices,
        required=False,
        help_text=_("Only people who may use it and do not have it are asked."),
    )
    include = only_for()
    exclude = but_not_for()
    snooze_days = forms.IntegerField(
        label=_("days until it asks again"),
        min_value=0,
        max_value=MOST_SNOOZE_DAYS,
        help_text=_("Of whoever has put it off. 0: at the next sign-in; 14 at most."),
    )
    skips = forms.IntegerField(
        label=_("how often it can be put off"),
        min_value=0,
        max_value=MOST_SKIPS,
        help_text=_("After that it is required, and nobody goes on without it. 0: from the first time on."),
    )
    is_endless = forms.BooleanField(
        label=_("as often as people like"),
        required=False,
        help_text=_("On: it asks and never requires; the number above does not count."),
    )


def campaign_settings(tenant: Tenant) -> CampaignSettings:
    """Return what this tenant asks for."""
    return settings_for(tenant, KEY, CampaignSettings)


def asks(user: User, rules: Rules) -> VerificationMethod | None:
    """The way that this person is asked for, whether or not they have put it off; None for none."""
    asked = campaign_settings(user.tenant)
    people = _asked_for(user.tenant, asked, Policy(methods=rules))
    return asked.asked if people.filter(pk=user.pk).exists() else None


def _asked_for(tenant: Tenant, asked: CampaignSettings, policy: Policy) -> QuerySet[User]:
    """Whom it concerns, who may use what it asks for and do not have it."""
    return people_allowed(tenant, asked.rule).filter(_may_and_lacks(asked, policy))


def _may_and_lacks(asked: CampaignSettings, policy: Policy) -> Q:
    method = asked.asked
    if method is None:
        return NOBODY
    rule = policy.rule_of(method.key)
    return allowed_by(rule) & ~held_by(method, rule, to_start=method.can_start)


def left(user: User, asked: CampaignSettings) -> int | None:
    """How often this person may put it off yet; None: as often as they like."""
    if asked.is_endless:
        return None
    used = PutOff.objects.filter(user=user, method=asked.method).values_list("times", flat=True).first()
    return max(0, asked.skips - (used or 0))


def _is_owed(user: User, sign_in: SignIn, rules: Rules) -> bool:
    """Not of whoever is adding a way anyway or may add none, nor where an application waits that can show nothing.

    What can be put off no more is owed by who is adding some other way, too: they are led on to what they are adding.
    """
    asked = campaign_settings(user.tenant)
    if asked.asked is None or not sign_in.wish.has_screen:
        return False
    only_adds = any(proof.only_adds for proof in sign_in.passed)
    is_adding = only_adds or (sign_in.wish.adds and left(user, asked) != 0)
    if is_adding or not looks_after_own(user, sign_in.passed):
        return False
    left_alone = PutOff.objects.filter(user=OuterRef("pk"), method=asked.method, until__gt=clock.now())
    people = _asked_for(user.tenant, asked, Policy(methods=rules)).filter(~Exists(left_alone))
    return people.filter(pk=user.pk).exists()


def _meets(tenant: Tenant, policy: Policy) -> StrOrPromise:
    asked = read_stored(CampaignSettings, policy.parts.get(KEY, {})) or CampaignSettings()
    concerned = some_of(people_allowed(tenant, asked.rule), look_at(users_in(tenant)))
    found = concerned.who(_may_and_lacks(asked, policy)).count()
    if found and concerned.is_about:
        return _("about %(n)s people may use it, do not have it, and are asked at sign-in.") % {
            "n": grouped(found)
        }
    words = ngettext(
        "%(n)d person may use it, does not have it, and is asked at sign-in.",
        "%(n)d people may use it, do not have it, and are asked at sign-in.",
        found,
    )
    return words % {"n": found} if found else ""


def _changed(tenant: Tenant, before: Any, after: Any) -> None:
    """One that begins, or asks for something else, begins anew for everybody."""
    if after.is_on and (not before.is_on or before.method != after.method):
        PutOff.objects.filter(user__tenant=tenant).delete()


PART = TenantPart(
    key=KEY,
    title=_("Registration campaign"),
    help=_("Asks people at sign-in to add one way that they lack. They may put it off a few times."),
    settings=CampaignSettings,
    fields=CampaignForm,
    rank=50,
    meets=_meets,
    changed=_changed,
)
TO_ADD = ToAdd(
    key=KEY,
    page="security_info:asked_to_add",
    rank=20,
    is_owed=_is_owed,
    asks=_("They are asked to add one more way, by the registration campaign."),
)
