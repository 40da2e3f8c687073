"""People of two organisations, an operator, and browsers that are signed in as any of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django_otp.models import Device

from accounts.methods.proof import Passed
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from devices.otp.services import apps_of
from devices.phones.models import PhoneAccount
from tests.support.authenticators import authenticator_of
from tests.support.people import make_group, make_person, make_tenant, turn_off, turned_on
from tests.support.phones import SigningPhone, row_of
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in

SignIn = Callable[..., Client]
TWO_STEPS = ("password", "authenticator_code")
MANY = 400


@dataclass
class Organisation:
    """An organisation with an admin, a member with a phone, her group and one with nobody; phone sign-in is off."""

    tenant: Tenant
    admin: User
    member: User
    group: Group
    other: Group
    phone: PhoneAccount


def make_organisation(name: str) -> Organisation:
    tenant = make_tenant(name, methods=(*TWO_STEPS, "phone"), unlock="platform")
    turn_off(tenant, "phone")
    member = make_person(tenant, "ann")
    group = make_group(tenant, f"Pilots of {name}", member)
    admin = make_person(tenant, "admin", role=User.Role.TENANT_ADMIN)
    return Organisation(tenant, admin, member, group, make_group(tenant, "Reception"), add_phone(member))


def add_phone(user: User) -> PhoneAccount:
    """A phone of this user's, added while phone sign-in was on."""
    phone = SigningPhone(label=f"Phone of {user.username}")
    with turned_on(user.tenant, "phone"):
        return row_of(phone.add(user, unlock="platform"))


def make_many(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of people with passwords alone, of whom a hundred are looked at."""
    for place in (
        "accounts.many.estimating",
        "idp.portal.home",
        "idp.portal.reports.page",
        "idp.portal.policy.saving",
    ):
        monkeypatch.setattr(f"{place}.LOOKED_AT", 100)
    monkeypatch.setattr("accounts.many.estimating.COUNTED_AT_MOST", 150)
    ids = random.Random(1)  # drawn as any are, and the same at each run
    User.objects.bulk_create(
        User(
            pk=UUID(int=ids.getrandbits(128), version=4),
            tenant=tenant,
            username=f"p{n:03}@nordljus.example",
            password="a hash of one",
        )
        for n in range(MANY)
    )


@pytest.fixture
def nordljus(db: None) -> Organisation:
    return make_organisation("nordljus")


@pytest.fixture
def fjordbank(db: None) -> Organisation:
    """Somebody else's."""
    return make_organisation("fjordbank")


@pytest.fixture
def many(nordljus: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    make_many(nordljus.tenant, monkeypatch)


@pytest.fixture
def operator(db: None) -> User:
    return make_person(make_tenant("operators", methods=TWO_STEPS), "you", role=User.Role.OPERATOR)


@pytest.fixture
def sign_in() -> SignIn:
    """A browser signed in as somebody: by password and authenticator code just now, or by what else is said."""

    def sign(user: User, *proofs: Passed, minutes_ago: float = 0) -> Client:
        given = proofs or (PASSWORD_PROOF, CODE_PROOF)
        return signed_in(user, *given, device=_device_for(user, given), minutes_ago=minutes_ago)

    return sign


def _device_for(user: User, given: tuple[Passed, ...]) -> Device | None:
    """What gave these proofs: an authenticator app that they have or add, or another phone."""
    keys = {proof.key for proof in given}
    if CODE_PROOF.key in keys:
        return apps_of(user).first() or authenticator_of(user)[1]
    return add_phone(user) if "phone" in keys else None
