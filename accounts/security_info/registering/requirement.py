"""*Keep your account secure*, a part of the policy: what people must have to sign in with to be let in (D06)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.many.estimating import grouped, look_at, some_of
from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy
from accounts.policy.facts import Rules
from accounts.policy.need import Need
from accounts.policy.parts import TenantPart, settings_for
from accounts.policy.rules import is_enough_to_sign_in
from accounts.policy.ways_in import (
    can_sign_in,
    can_spare_one,
    has_more_than_what_most_have,
    is_phishing_resistant,
    people_allowed,
    signs_in_alone,
)
from accounts.policy.whom import Whom, but_not_for, only_for
from accounts.signin.owed import ToAdd
from accounts.signin.road.looking_after import looks_after_own
from accounts.signin.unfinished import SignIn
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "registration"


class Asks(TextChoices):
    NOTHING = "nothing", _("Nothing: people add what they like, when they like")
    ENOUGH = "enough", _("Enough to sign in as is asked of everybody")
    NO_PASSWORD = "no_password", _("A way that needs no password")
    PHISHING_RESISTANT = "phishing_resistant", _("A way that no fake site can ask for")


# Of whoever registers anew, where their organisation asks for no more than everybody has (E04).
ANEW = "anew"
# Of each what a person must have, beside enough to sign in.
HAVE: dict[str, Callable[[Policy], Q]] = {
    ANEW: has_more_than_what_most_have,
    Asks.ENOUGH: can_sign_in,
    Asks.NO_PASSWORD: signs_in_alone,
    Asks.PHISHING_RESISTANT: is_phishing_resistant,
}


@dataclass(frozen=True, kw_only=True)
class RegistrationSettings(Whom):
    """The settings of one tenant. `one_to_spare`: they must be able to sign in without any one of their ways.

    `one_step_begins`: whoever can prove one step alone, and has nothing stronger, may add the first by it.
    """

    asks: str = Asks.NOTHING.value
    one_to_spare: bool = False
    one_step_begins: bool = False

    @property
    def is_on(self) -> bool:
        return self.asks in HAVE

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        return {} if self.asks in Asks.values else {"asks": _("Choose one of these.")}


class RegistrationForm(forms.Form):
    """The fields of RegistrationSettings, each with its consequence in words."""

    asks = forms.ChoiceField(
        label=_("what everybody must have"),
        choices=Asks,
        widget=forms.RadioSelect,
        help_text=_("Looked at whenever somebody signs in. Whoever has it notices nothing."),
    )
    one_to_spare = forms.BooleanField(
        label=_("and one to spare"),
        required=False,
        help_text=_("On: they must be able to sign in without any one of their ways: one that is lost, say."),
    )
    include = only_for()
    exclude = but_not_for()
    one_step_begins = forms.BooleanField(
        label=_("whoever has only a password may begin with it"),
        required=False,
        help_text=_(
            "Where two-step verification is on. On: who has nothing stronger yet adds their first second step by "
            "the password alone, and so could whoever else knows it, until then. Off: they need a pass or a one-time "
            "link from you."
        ),
    )


def registration_settings(tenant: Tenant) -> RegistrationSettings:
    """Return what this tenant requires."""
    return settings_for(tenant, KEY, RegistrationSettings)


def asked_of(user: User) -> RegistrationSettings:
    """Return what is required of this person: of whoever registers anew more than what they were left with."""
    asked = registration_settings(user.tenant)
    if user.registers_anew_at is None:
        return asked
    is_little = asked.asks in {Asks.NOTHING, Asks.ENOUGH}
    return replace(asked, asks=ANEW if is_little else asked.asks, include=(), exclude=())


def lacks(user: User, rules: Rules) -> bool:
    """Does this person lack what is required of them? One question, and none where nothing is."""
    asked = asked_of(user)
    if not asked.is_on or (asked.asks == ANEW and not _can_be_had_anew(rules)):
        return False
    kept = user.tenant.policy
    policy = Policy(two_step=kept.two_step, methods=rules, parts=kept.settings)
    return _lacking(user.tenant, asked, policy).filter(pk=user.pk).exists()


def _can_be_had_anew(rules: Rules) -> bool:
    """What is on for nobody is asked of nobody: they would never come in again."""
    ways = [method for method in registry.of_ones_own() if method.add and not method.is_fallback]
    return any(method.key in rules and rules[method.key].is_on for method in ways)


def _lacking(tenant: Tenant, asked: RegistrationSettings, policy: Policy) -> QuerySet[User]:
    return people_allowed(tenant, asked.rule).exclude(_has(asked, policy))


def _has(asked: RegistrationSettings, policy: Policy) -> Q:
    has = can_sign_in(policy) & HAVE[asked.asks](policy)
    return has & can_spare_one(policy) if asked.one_to_spare else has


def _is_owed(user: User, sign_in: SignIn, rules: Rules) -> bool:  # noqa: ARG001  the registry's signature
    return lacks(user, rules)


def _lets_begin(user: User, sign_in: SignIn, rules: Rules) -> bool:
    asked = registration_settings(user.tenant)
    return asked.one_step_begins and looks_after_own(user, sign_in.passed) and lacks(user, rules)


def _read(policy: Policy) -> RegistrationSettings:
    return read_stored(RegistrationSettings, policy.parts.get(KEY, {})) or RegistrationSettings()


def _problems(policy: Policy) -> Mapping[str, StrOrPromise]:
    """What nobody could ever fulfil would lock everybody out, whoever set it too (E10)."""
    asked = _read(policy)
    on = [m for m in registry.of_ones_own() if m.add and policy.rule_of(m.key).is_on]
    if not asked.is_on:
        return {}
    if not _can_be_had(asked.asks, on, two_step=policy.two_step):
        return {"asks": _("None of the ways that are on would do. Turn on one that does.")}
    if asked.one_to_spare and not all(_is_enough({*on} - {m}, two_step=policy.two_step) for m in on):
        return {"one_to_spare": _("Too few ways are on for anybody to have one to spare.")}
    return {}


def _can_be_had(asks: str, methods: list[VerificationMethod], *, two_step: bool) -> bool:
    if asks == Asks.NO_PASSWORD:
        return any(m.can_start and len(m.proves.factors) >= 2 for m in methods)
    if asks == Asks.PHISHING_RESISTANT:
        return any(m.proves.is_phishing_resistant for m in methods)
    return _is_enough(methods, two_step=two_step)


def _is_enough(methods: Iterable[VerificationMethod], *, two_step: bool) -> bool:
    at_best = list(methods)
    return is_enough_to_sign_in(
        Need(factors=2 if two_step else 1),
        starts=[m.proves for m in at_best if m.can_start],
        further=[m.proves for m in at_best if m.can_follow],
    )


def _meets(tenant: Tenant, policy: Policy) -> StrOrPromise:
    asked = _read(policy)
    if not asked.is_on:
        return ""
    concerned = some_of(people_allowed(tenant, asked.rule), look_at(users_in(tenant)))
    found = concerned.who_not(_has(asked, policy)).count()
    if found and concerned.is_about:
        return _("about %(n)s people lack it, and are led to add it at their next sign-in.") % {
            "n": grouped(found)
        }
    words = ngettext(
        "%(n)d person lacks it, and is led to add it at the next sign-in.",
        "%(n)d people lack it, and are led to add it at their next sign-in.",
        found,
    )
    return words % {"n": found} if found else ""


PART = TenantPart(
    key=KEY,
    title=_("Ways that people must have"),
    help=_("Whoever lacks what you ask here is led to add it at sign-in, and comes in when it is there."),
    settings=RegistrationSettings,
    fields=RegistrationForm,
    rank=40,
    problems=_problems,
    meets=_meets,
)
TO_ADD = ToAdd(
    key=KEY,
    page="security_info:keep_secure",
    rank=10,
    is_owed=_is_owed,
    asks=_("They lack a way that they must have: they add it first, and come no further until then."),
    lets_begin=_lets_begin,
)
