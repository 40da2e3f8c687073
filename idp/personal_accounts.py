"""The one tenant of personal accounts, as it is made: its people choose among all ways of their own (E07, E20)."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.personal.settings import KEY as SIGN_UP
from accounts.policy.changing import change, policy_as_it_stands
from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.sessions.policy import KEY as SESSIONS
from accounts.stored import as_stored
from accounts.tenants.models import Tenant
from accounts.ways.mail_code.services import KEY as MAIL_CODE
from accounts.ways.password.settings import KEY as PASSWORD
from accounts.ways.password.settings import PasswordSettings
from accounts.ways.recovery_codes.services import KEY as RECOVERY_CODE
from devices.otp.services import KEY as AUTHENTICATOR_CODE
from devices.passkeys.settings import KEY as PASSKEY
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
    for_all = MethodRule(is_on=True, for_everyone=True)
    rules = {PHONE: replace(for_all, settings=as_stored(phones))} | dict.fromkeys(
        (PASSKEY, AUTHENTICATOR_CODE, RECOVERY_CODE, MAIL_CODE), for_all
    )
    rules[PASSWORD] = replace(for_all, settings=as_stored(PasswordSettings(may_give_up=True)))
    name = _("Personal accounts")
    tenant = make_organisation(name, domains=(), slug=SLUG, kind=Tenant.Kind.PERSONAL, rules=rules)
    parts = {SIGN_UP: {"is_open": is_open}, SESSIONS: {"may_stay": True}}
    change(tenant, replace(policy_as_it_stands(tenant), parts=parts), actor=None)
    return tenant
