"""People of two organisations, an operator, and browsers that are signed in as any of them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.signin import proven
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import Group, User
from devices.phones.models import Phone, PhoneAccount

SignIn = Callable[..., Client]


@dataclass
class Organisation:
    """An organisation with an admin, a member with a phone, and a group she is in."""

    tenant: Tenant
    admin: User
    member: User
    group: Group
    phone: PhoneAccount


def make_organisation(name: str) -> Organisation:
    tenant = Tenant.objects.create(name=name.capitalize(), slug=name)
    Domain.objects.create(tenant=tenant, name=f"{name}.example", is_verified=True)
    TenantPolicy.objects.create(tenant=tenant)
    for method in ("password", "phone"):
        MethodPolicy.objects.create(
            tenant=tenant, method=method, is_on=method == "password", for_everyone=True
        )
    member = User.objects.create_user(f"ann@{name}.example", tenant=tenant, display_name="Ann", password="pw")
    group = Group.objects.create(tenant=tenant, name=f"Pilots of {name}")
    group.members.add(member)
    admin = User.objects.create_user(f"admin@{name}.example", tenant=tenant, role=User.Role.TENANT_ADMIN)
    return Organisation(tenant, admin, member, group, add_phone(member))


def add_phone(user: User) -> PhoneAccount:
    phone = Phone.objects.create(
        device_key={},
        thumbprint=uuid.uuid4().hex,
        label=f"Phone of {user.username}",
        token_digest=uuid.uuid4().hex,
    )
    account: PhoneAccount = PhoneAccount.objects.create(
        phone=phone, user=user, name=phone.label, confirmed=True, phone_sign_in=True, unlock_mode="platform"
    )
    return account


@pytest.fixture
def nordljus(db: None) -> Organisation:
    return make_organisation("nordljus")


@pytest.fixture
def fjordbank(db: None) -> Organisation:
    """Somebody else's."""
    return make_organisation("fjordbank")


@pytest.fixture
def operator(db: None) -> User:
    tenant = Tenant.objects.create(name="Operators", slug="operators")
    TenantPolicy.objects.create(tenant=tenant)
    return User.objects.create_user("you@operators.example", tenant=tenant, role=User.Role.OPERATOR)


@pytest.fixture
def sign_in() -> SignIn:
    """A browser signed in as somebody: by their phone just now, unless told otherwise."""

    def signed_in(
        user: User, *, by_phone: bool = True, is_strong: bool = True, minutes_ago: float = 0
    ) -> Client:
        client = Client()
        client.force_login(user)
        store = client.session
        methods = ("phone",) if by_phone else ("password",)
        proof = proven.SignedIn(methods, (), "", int(time.time() - minutes_ago * 60), is_strong)
        store[proven.KEY] = asdict(proof)
        if by_phone:
            store[DEVICE_ID_SESSION_KEY] = add_phone(user).persistent_id
        store.save()
        return client

    return signed_in
