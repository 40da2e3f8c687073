"""The demo organisation: a made-up company with people to be, so that one can try everything at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.stored import as_stored
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes.services import KEY as RECOVERY_CODE
from devices.code_generators.services import KEY as CODE_GENERATOR
from devices.otp.services import KEY as AUTHENTICATOR_CODE
from devices.passkeys.settings import KEY as PASSKEY
from devices.phones.settings import KEY as PHONE
from devices.phones.settings import PhoneSettings, Unlock
from idp.personal_accounts import make_personal_tenant

SLUG = "nordljus"
DOMAIN = "nordljus.example"
OPERATOR = "operator@handslag.example"
PASSWORD = "handslag-demo"  # noqa: S105  printed on the first page; the demo is refused in production


@dataclass(frozen=True)
class Person:
    """Somebody to be in the demo."""

    username: str
    display_name: str
    what: str | Promise
    role: str = User.Role.MEMBER
    has_a_personal_account: bool = False


def people() -> list[Person]:
    return [
        Person(f"ann@{DOMAIN}", "Ann Lind", _("Works here. Sign in as her, and add your phone.")),
        Person(f"bo@{DOMAIN}", "Bo Ek", _("Works here too, to see two people at once.")),
        Person(f"cecilia@{DOMAIN}", "Cecilia Berg", _("Works here as well.")),
        Person(
            f"admin@{DOMAIN}",
            "Disa Admin",
            _("Runs the organisation. The admin portal asks for two steps, so add a phone first."),
            User.Role.TENANT_ADMIN,
        ),
        Person(
            "eva@post.example",
            "Eva Holm",
            _("Has an account of her own, at no organisation. You can make one too, where you sign in."),
            has_a_personal_account=True,
        ),
    ]


@transaction.atomic
def make_demo() -> Tenant:
    """Makes the demo organisation and a personal account, once; what somebody has changed since is left alone."""
    there = Tenant.objects.filter(slug=SLUG).first()
    if there is not None:
        return there
    tried_out = PhoneSettings(unlock=Unlock.PLATFORM_OR_PIN)
    phones = MethodRule(is_on=True, for_everyone=True, settings=as_stored(tried_out))
    codes = MethodRule(is_on=True, for_everyone=True)
    rules = {PHONE: phones} | dict.fromkeys(
        (AUTHENTICATOR_CODE, CODE_GENERATOR, RECOVERY_CODE, PASSKEY), codes
    )
    tenant = make_organisation("Nordljus", domains=[DOMAIN], slug=SLUG, rules=rules)
    personal = make_personal_tenant(is_open=True)
    for person in people():
        User.objects.create_user(
            person.username,
            tenant=personal if person.has_a_personal_account else tenant,
            display_name=person.display_name,
            password=PASSWORD,
            role=str(person.role),
        )
    return tenant
