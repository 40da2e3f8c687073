"""Makers: organisations with a policy, people of them, and phones that were really added over the device API."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import Group, User
from accounts.users.services import disable
from devices.approvals.models import ApprovalRequest
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.phones.models import PhoneAccount
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from devices.simulator.unlocking import UnlockMode
from tests.support.fake_phone import fake_phone

PASSWORD = "correct horse battery"
BOTH = ("password", "phone")


def make_tenant(
    slug: str = "nordljus",
    *,
    kind: Tenant.Kind = Tenant.Kind.ORGANISATION,
    methods: Iterable[str] = BOTH,
    **policy: Any,
) -> Tenant:
    """A tenant that owns <slug>.example, allows these methods to everyone, and accepts a phone's lock or a PIN."""
    tenant = Tenant.objects.create(name=slug.title(), slug=slug, kind=kind)
    Domain.objects.create(tenant=tenant, name=f"{slug}.example", is_verified=True)
    TenantPolicy.objects.create(tenant=tenant, **{"unlock": "platform_or_pin"} | policy)
    for method in methods:
        allow(tenant, method)
    return tenant


def make_personal(**policy: Any) -> Tenant:
    """The one personal tenant, as shipped: a plain approve on a browser used before (E07)."""
    return make_tenant("everyone", kind=Tenant.Kind.PERSONAL, **{"number_known": "approve"} | policy)


def allow(
    tenant: Tenant, method: str, *, include: Iterable[Group] = (), exclude: Iterable[Group] = ()
) -> MethodPolicy:
    """Turns a method on: for these groups, or for everyone when none is named."""
    chosen = list(include)
    row, _ = MethodPolicy.objects.update_or_create(
        tenant=tenant, method=method, defaults={"is_on": True, "for_everyone": not chosen}
    )
    row.include.set(chosen)
    row.exclude.set(exclude)
    return row


def turn_off(tenant: Tenant, method: str) -> None:
    MethodPolicy.objects.filter(tenant=tenant, method=method).update(is_on=False)


def change_policy(tenant: Tenant, **changes: Any) -> None:
    TenantPolicy.objects.filter(tenant=tenant).update(**changes)


def make_person(tenant: Tenant, name: str = "ann", *, password: str | None = PASSWORD, **facts: Any) -> User:
    """Somebody of this tenant; `password` None: none will ever match."""
    username = f"{name}@{tenant.slug}.example"
    facts = {"display_name": name.title()} | facts
    return User.objects.create_user(username, tenant=tenant, password=password, **facts)


def make_disabled(tenant: Tenant, name: str = "disabled") -> User:
    user = make_person(tenant, name)
    disable(user, actor=None)
    return user


def add_account(
    user: User, phone: SimulatedPhone, *, unlock: UnlockMode | None = "pin", enable: bool = True
) -> AccountOnPhone:
    """Adds the user to this phone as a person does: claim, keys, the closing test, then phone sign-in."""
    context = dict.fromkeys(("application", "browser", "system", "place", "ip"), "")
    enrolment, code = offer(user, session_digest="0" * 64, context=context, now=timezone.now())
    phone.claim(code)
    account = phone.complete(unlock=unlock)
    test = test_request_of(enrolment)
    phone.approve(next(r for r in phone.requests() if r.handle == str(test.pk)), number=test.number)
    phone.refresh()
    if enable:
        phone.enable_phone_sign_in(account)
    return account


def enrolled_phone(
    user: User, *, unlock: UnlockMode | None = "pin", enable: bool = True, label: str = "Ann's phone"
) -> SimulatedPhone:
    """A new phone with this user on it, ready to answer."""
    phone = fake_phone(label=label)
    add_account(user, phone, unlock=unlock, enable=enable)
    return phone


def account_of(user: User) -> PhoneAccount:
    """The user's one account on a phone, as the server knows it."""
    account: PhoneAccount = PhoneAccount.objects.select_related("phone").get(user=user)
    return account


def test_request_of(enrolment: Enrolment) -> ApprovalRequest:
    enrolment.refresh_from_db()
    assert enrolment.test_request is not None
    return enrolment.test_request


test_request_of.__test__ = False  # type: ignore[attr-defined]  # the closing test of an enrolment, not pytest's
