"""A person sets their code, or removes it."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.events import event, kind
from accounts.audit.log import record
from accounts.policy.facts import method_rules
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.settings import phone_settings
from idp.oidc.ciba.codes.models import UserCode
from idp.oidc.ciba.codes.rules import canonical, is_code

kind("user:user_code", _("about their code for applications"))
SET = event("user:user_code:set", _("Code for applications set"), told=False)
REMOVED = event("user:user_code:removed", _("Code for applications removed"), told=False)


class CannotBeCode(Refusal):
    """Raised before anything is kept."""

    code = "cannot_be_code"
    heading = _("This cannot be your code")
    public_text = _(
        "Write 4 to 16 letters and digits, at least three of them different, and nothing of your username."
    )


def mode_of(tenant: Tenant) -> str:
    """How this organisation wants codes."""
    return phone_settings(method_rules(tenant)).user_codes


def code_of(user: User) -> UserCode | None:
    return UserCode.objects.filter(user=user).first()


@transaction.atomic
def set_code(user: User, written: str) -> None:
    """Have this be their code, in the place of any other. Raises CannotBeCode."""
    code = canonical(written)
    if not is_code(code, username=user.username):
        raise CannotBeCode(f"{user.pk}: no code")
    kept = {"hashed": make_password(code), "set_at": clock.now()}
    UserCode.objects.update_or_create(user=user, defaults=kept)
    record(SET, tenant=user.tenant, subject=user)


@transaction.atomic
def remove_code(user: User) -> bool:
    """Remove it; False: there is none."""
    if not UserCode.objects.filter(user=user).delete()[0]:
        return False
    record(REMOVED, tenant=user.tenant, subject=user)
    return True
