"""People, their organisation, and phones that were really enrolled over the API."""

from typing import Any

from django.apps import apps
from django.utils import timezone

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import Asking, request_approval
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.phones.models import Phone, PhoneAccount
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from devices.simulator.unlocking import UnlockMode

BROWSER = "b" * 64
CONTEXT = {
    "application": "Handslag",
    "browser": "Firefox",
    "system": "Linux",
    "place": "SE",
    "ip": "203.0.113.7",
}


def organisation(slug: str = "nordljus", **policy: Any) -> Tenant:
    tenant = Tenant.objects.create(name=slug.title(), slug=slug)
    Domain.objects.create(tenant=tenant, name=f"{slug}.example", is_verified=True)
    TenantPolicy.objects.create(tenant=tenant, **{"unlock": "platform_or_pin", **policy})
    MethodPolicy.objects.create(tenant=tenant, method="phone", is_on=True, for_everyone=True)
    return tenant


def person(name: str, tenant: Tenant) -> User:
    return User.objects.create_user(f"{name}@{tenant.slug}.example", tenant=tenant, display_name=name.title())


def offered_code(user: User) -> str:
    _enrolment, code = offer(user, session_digest=BROWSER, context=CONTEXT, now=timezone.now())
    return code


def test_number(account: AccountOnPhone) -> str:
    request = Enrolment.objects.get(phone_account__id=account.id).test_request
    assert request is not None
    return request.number


test_number.__test__ = False  # type: ignore[attr-defined]  # the closing test's, not pytest's


def enrol(
    user: User, phone: SimulatedPhone, *, unlock: UnlockMode | None = "pin", enable: bool = True
) -> AccountOnPhone:
    """Everything a person does to add an account, with the closing test and phone sign-in."""
    phone.claim(offered_code(user))
    account = phone.complete(unlock=unlock)
    phone.approve(phone.requests()[0], number=test_number(account))
    if enable:
        phone.enable_phone_sign_in(account)
    phone.refresh()
    return account


def ask(user: User, *, kind: str = "signin", **changes: Any) -> ApprovalRequest:
    """A browser asks this person's phones."""
    asking = {
        "tenant": user.tenant,
        "kind": kinds.of(kind),
        "username": user.username,
        "user": user,
        "binding": BROWSER,
        "known_browser": False,
        "context": CONTEXT,
    }
    return request_approval(Asking(**{**asking, **changes}), now=timezone.now())


def row_of(phone: SimulatedPhone) -> Phone:
    return Phone.objects.get(pk=phone.id)


def account_row(account: AccountOnPhone) -> PhoneAccount:
    return PhoneAccount.objects.get(pk=account.id)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of ours, to see that nothing changed."""
    models = [model for label in ("accounts", "devices") for model in apps.get_app_config(label).get_models()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}
