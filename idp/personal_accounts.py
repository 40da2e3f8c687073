"""The one tenant of personal accounts, as it is made: phone sign-in with an approve on known browsers (E07, E20)."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.personal.settings import KEY as SIGN_UP
from accounts.policy.changing import change, policy_as_it_stands
from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.stored import as_stored
from accounts.tenants.models import Tenant
from devices.otp.services import KEY as AUTHENTICATOR_CODE
from devices.phones.settings import KEY as PHONE
from devices.phones.settings import Number, PhoneSettings, Unlock

SLUG = "personal"


def personal_tenant() -> Tenant | None:
    """Return it, None when it was never made."""
    return Tenant.objects.filter(kind=Tenant.Kind.PERSONAL).first()


@transaction.atomic
def make_personal_tenant(*, is_open: bool = False) -> Tenant:
    """Make it, once. People sign up only where `is_open`, or once an operator says so in its policy."""
    there = personal_tenant()
    if there is not None:
        return there
    phones = PhoneSettings(unlock=Unlock.PLATFORM_OR_PIN, number_known=Number.APPROVE)
    rules = {
        PHONE: MethodRule(is_on=True, for_everyone=True, settings=as_stored(phones)),
        AUTHENTICATOR_CODE: MethodRule(is_on=True, for_everyone=True),
    }
    name = _("Personal accounts")
    tenant = make_organisation(name, domains=(), slug=SLUG, kind=Tenant.Kind.PERSONAL, rules=rules)
    if is_open:
        stands = policy_as_it_stands(tenant)
        change(tenant, replace(stands, parts={SIGN_UP: {"is_open": True}}), actor=None)
    return tenant
