"""The operators of this installation: made here, let in by a one-time link, never by a password."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.alerts.kinds import AlertKind, Effect
from accounts.alerts.services import raise_alert
from accounts.methods import registry
from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.refusals import Refusal
from accounts.stored import as_stored
from accounts.tenants.domains import u_labels
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import domain_of
from accounts.users import services
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.roles import Reach, rights_of
from accounts.users.services import create_person
from accounts.ways.one_time_link import services as one_time_link
from devices.phones.services import release_sign_in
from devices.phones.settings import KEY, PhoneSettings, Unlock


class NotAnOperator(Refusal):
    code = "not_an_operator"
    public_text = _("This username belongs to somebody who is not an operator. Choose another.")
    status = 409


class OrganisationOutOfUse(Refusal):
    code = "organisation_out_of_use"
    public_text = _(
        "This operator's organisation is out of use, so nobody of it comes in. Use another operator, or make a new "
        "one: a username in a domain of no organisation makes an organisation for it."
    )
    status = 409


PORTAL_OPENS = "portal_opens"
BROKEN_GLASS = AlertKind(
    key="broken_glass",
    told=_("A link was made on the server that opens the portal as you"),
    noted=_("A link was made on the server that opens the portal as this operator"),
    effects={
        PORTAL_OPENS: Effect(
            told=_(
                "It works once, within 15 minutes, whatever the policy says. If nobody meant to, end your sessions."
            ),
            noted=_("It works once, within 15 minutes, whatever the policy says, and for half an hour then."),
        )
    },
)


@transaction.atomic
def find_or_make_operator(username: str, *, unlock: str = Unlock.PLATFORM) -> User:
    """The operator with this canonical username.

    A new one belongs to the organisation of the username's domain; where there is none yet, one is made for the
    operators, with phone sign-in on and `unlock` as its rule.
    """
    existing = User.objects.filter(username=username).first()
    if existing is not None:
        if rights_of(existing).reach is not Reach.EVERYWHERE:
            raise NotAnOperator(username)
        # Whoever may run this command may release anybody: of the last operator nobody else is left to.
        release_sign_in(existing, actor=None)
        return existing
    domain = domain_of(username)
    owner = Tenant.objects.filter(domains__name=domain, domains__is_verified=True).first()
    tenant = owner or _make_tenant(domain, unlock)
    return create_person(username, tenant=tenant, role=User.Role.OPERATOR, actor=None)


def _make_tenant(domain: str, unlock: str) -> Tenant:
    """Phones alone: operators have no password, so none is offered."""
    off = {method.key: MethodRule() for method in registry.by_policy()}
    phones = MethodRule(is_on=True, for_everyone=True, settings=as_stored(PhoneSettings(unlock=unlock)))
    return make_organisation(
        u_labels(domain), domains=[domain], slug=domain.replace(".", "-")[:50], rules={**off, KEY: phones}
    )


def one_time_address(user: User, *, actor: User | None) -> str:
    """A new address that signs this person in once, within an hour. A secret: show it once, store it nowhere."""
    return _address_of(one_time_link.grant(user, actor=actor, now=clock.now()))


@transaction.atomic
def break_glass(operator: User) -> str:
    """A new address that opens the portal to this operator once, whatever the policy says; all operators are told.

    Whoever was disabled may sign in again by it: whoever runs this could write it into the database as well.
    """
    locked = lock_user(operator.pk)
    if not locked.tenant.is_active:
        raise OrganisationOutOfUse(f"{locked.tenant} of {locked.username}")
    if not locked.is_active:
        services.enable(locked, actor=None)
    token = one_time_link.grant(locked, actor=None, now=clock.now(), opens=reverse("admin:index"))
    raise_alert(BROKEN_GLASS, locked, about=uuid.uuid4(), effects=[PORTAL_OPENS])
    return _address_of(token)


def _address_of(token: str) -> str:
    return settings.PUBLIC_URL + reverse("one_time_link:open", args=[token])
