"""What admins do with the domains of their organisation. Who may is asked by whoever calls (`Act.PROVE_DOMAIN`)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.domains import events
from accounts.domains.everybodys import refuse_everybodys
from accounts.domains.models import DomainClaim
from accounts.domains.working import look
from accounts.refusals import Refusal
from accounts.secrets import new_secret
from accounts.tenants.domains import new_domain
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.models import User

MOST_CLAIMS = 20
CLAIMS_A_DAY = 50
LOOKS_AN_HOUR, HOUR = 30, 3600
# The record is rarely there before.
FIRST_LOOK_AFTER = timedelta(minutes=5)


class TooManyClaims(Refusal):
    code = "too_many_domain_claims"
    public_text = _("Twenty domains wait to be proven already. Prove one, or give one up.")
    status = 409


class AlreadyOurs(Refusal):
    code = "domain_already_ours"
    public_text = _("The organisation has this domain already.")
    status = 409


class DomainInUse(Refusal):
    code = "domain_in_use"
    public_text = _("People still sign in with this domain. Give them other usernames first.")
    status = 409


@transaction.atomic
def claim(tenant: Tenant, written: str, *, actor: User) -> DomainClaim:
    """Say that a domain is the tenant's own; it is nobody's before its record is found.

    Raises UnusableDomain, EverybodysDomain, AlreadyOurs, TooManyClaims, TooManyTries. Whether another organisation has
    it is not said here: whoever reads names off this would learn who is here.
    """
    name = new_domain(written)
    refuse_everybodys(name)
    # Of two admins at once the second waits here, and is counted after the first.
    locked = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if Domain.objects.filter(tenant=locked, name=name, is_verified=True).exists():
        raise AlreadyOurs(name)
    there = DomainClaim.objects.filter(tenant=locked, name=name).first()
    if there is not None:
        return there
    if DomainClaim.objects.filter(tenant=locked).count() >= MOST_CLAIMS:
        raise TooManyClaims(f"{MOST_CLAIMS} of {locked}")
    count(Limit(scope="domain claims", key=str(locked.pk), most=CLAIMS_A_DAY, seconds=DAY))
    made = DomainClaim(tenant=locked, name=name, value=new_secret())
    made.save(force_insert=True)
    DomainClaim.objects.filter(pk=made.pk).update(look_due_at=Now() + FIRST_LOOK_AFTER)
    record(events.CLAIMED, tenant=locked, actor=actor, domain=made.shown, record=made.record)
    return made


@transaction.atomic
def look_now(asked: DomainClaim) -> None:
    """Have the worker look at once. Raises TooManyTries."""
    count(Limit(scope="domain looks", key=str(asked.tenant_id), most=LOOKS_AN_HOUR, seconds=HOUR))
    look.enqueue(str(asked.pk))


@transaction.atomic
def give_up(asked: DomainClaim, *, actor: User) -> None:
    """Say no longer that the domain is one's own; its record means nothing any more."""
    gone, _tables = DomainClaim.objects.filter(pk=asked.pk).delete()
    if gone:
        record(events.GIVEN_UP, tenant=asked.tenant, actor=actor, domain=asked.shown)


@transaction.atomic
def remove(domain: Domain, *, actor: User) -> None:
    """Take a domain from its organisation. Raises DomainInUse: whose username ends in it would be nobody here."""
    locked = Tenant.objects.select_for_update(no_key=True).get(pk=domain.tenant_id)
    if users_of(domain).exists():
        raise DomainInUse(domain.name)
    gone, _tables = Domain.objects.filter(pk=domain.pk, tenant=locked).delete()
    if gone:
        record(events.REMOVED, tenant=locked, actor=actor, domain=domain.shown)


def users_of(domain: Domain) -> QuerySet[User]:
    """The organisation's people whose username ends in this domain, removed ones too while they can be restored."""
    return User.objects.filter(tenant=domain.tenant_id, username__endswith=f"@{domain.shown}")
