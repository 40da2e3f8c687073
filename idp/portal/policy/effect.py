"""Whom a change of phone sign-in meets, counted before it is made (E01)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.policy.rules import MethodRule
from accounts.policy.services import method_rules
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.phones.models import PhoneAccount
from devices.phones.services import METHOD_KEY
from idp.portal.areas.users import usable_accounts_of

NOTHING = MethodRule(is_on=False, for_everyone=False)


@dataclass(frozen=True)
class Effect:
    """What changes for whom. `ready` of those gaining have a phone that can sign in already.

    When it is turned off `phones` can be removed with it; `phones_staying` are out of the asker's reach.
    """

    gaining: int
    ready: int
    losing: int
    turns_off: bool
    phones: int
    phones_staying: int
    closes_portal: bool

    @property
    def not_ready(self) -> int:
        return self.gaining - self.ready

    @property
    def meets_people(self) -> bool:
        """Does anybody notice? Then it is said, and asked, first."""
        return bool(self.gaining or self.losing or self.turns_off or self.closes_portal)


def effect_of(tenant: Tenant, *, wanted: MethodRule, asker: User) -> Effect:
    now = method_rules(tenant).get(METHOD_KEY, NOTHING)
    before, after = people_allowed(tenant, now), people_allowed(tenant, wanted)
    gaining = after.exclude(pk__in=before.values("pk"))
    turns_off = now.is_on and not wanted.is_on
    removable = len(removable_phones(tenant, asker=asker)) if turns_off else 0
    return Effect(
        gaining=gaining.count(),
        ready=gaining.filter(Exists(usable_accounts_of(OuterRef("pk")))).count(),
        losing=before.exclude(pk__in=after.values("pk")).count(),
        turns_off=turns_off,
        phones=removable,
        phones_staying=standing_phones(tenant).count() - removable if turns_off else 0,
        closes_portal=before.filter(pk=asker.pk).exists() and not after.filter(pk=asker.pk).exists(),
    )


def people_allowed(tenant: Tenant, rule: MethodRule) -> QuerySet[User]:
    """Whom a rule allows: the same as policy.rules.allowance, for a whole tenant at once."""
    people = users_in(tenant).filter(is_active=True)
    if not rule.is_on:
        return people.none()
    if not rule.for_everyone:
        people = people.filter(Exists(_membership(rule.include)))
    return people.exclude(Exists(_membership(rule.exclude)))


def standing_phones(tenant: Tenant) -> QuerySet[PhoneAccount]:
    accounts: QuerySet[PhoneAccount] = PhoneAccount.objects.filter(user__tenant=tenant, confirmed=True)
    return (
        accounts.exclude(state=PhoneAccount.State.ENDED).select_related("user", "phone").order_by("phone_id")
    )


def removable_phones(tenant: Tenant, *, asker: User) -> list[PhoneAccount]:
    """Those the asker may remove, here no more than one by one (T23); their own go with everybody's."""
    standing = standing_phones(tenant)
    return [a for a in standing if a.user_id == asker.pk or may(asker, Act.REMOVE_PHONE, on=a.user)]


def _membership(groups: frozenset[str]) -> QuerySet[User]:
    return User.objects.filter(pk=OuterRef("pk"), member_groups__in=[int(group) for group in groups])
