"""People of two organisations, an operator, and browsers that are signed in as any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.methods.proof import Passed
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from devices.phones.models import PhoneAccount
from tests.support.people import make_group, make_person, make_tenant, turn_off, turned_on
from tests.support.phones import SigningPhone, row_of
from tests.support.sessions import PHONE_PROOF, signed_in

SignIn = Callable[..., Client]


@dataclass
class Organisation:
    """An organisation with an admin, a member with a phone, and a group she is in; phone sign-in is off."""

    tenant: Tenant
    admin: User
    member: User
    group: Group
    phone: PhoneAccount


def make_organisation(name: str) -> Organisation:
    tenant = make_tenant(name, unlock="platform")
    turn_off(tenant, "phone")
    member = make_person(tenant, "ann")
    group = make_group(tenant, f"Pilots of {name}", member)
    admin = make_person(tenant, "admin", password=None, role=User.Role.TENANT_ADMIN)
    return Organisation(tenant, admin, member, group, add_phone(member))


def add_phone(user: User) -> PhoneAccount:
    """A phone of this user's, added while phone sign-in was on."""
    phone = SigningPhone(label=f"Phone of {user.username}")
    with turned_on(user.tenant, "phone"):
        return row_of(phone.add(user, unlock="platform"))


@pytest.fixture
def nordljus(db: None) -> Organisation:
    return make_organisation("nordljus")


@pytest.fixture
def fjordbank(db: None) -> Organisation:
    """Somebody else's."""
    return make_organisation("fjordbank")


@pytest.fixture
def operator(db: None) -> User:
    return make_person(make_tenant("operators", methods=()), "you", password=None, role=User.Role.OPERATOR)


@pytest.fixture
def sign_in() -> SignIn:
    """A browser signed in as somebody: by a phone just now, or by what else is said to have proven it."""

    def sign(user: User, *proofs: Passed, minutes_ago: float = 0) -> Client:
        given = proofs or (PHONE_PROOF,)
        phone = add_phone(user) if "phone" in {proof.key for proof in given} else None
        return signed_in(user, *given, phone=phone, minutes_ago=minutes_ago)

    return sign
