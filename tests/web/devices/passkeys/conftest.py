"""Ann, who may use passkeys, and has one."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey
from tests.support.passkeys import SoftwareKey, passkey_of
from tests.support.people import make_tenant

METHODS = ("password", "phone", "passkey")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=METHODS)


@pytest.fixture
def made(ann: User) -> tuple[SoftwareKey, Passkey]:
    return passkey_of(ann)


@pytest.fixture
def key(made: tuple[SoftwareKey, Passkey]) -> SoftwareKey:
    return made[0]


@pytest.fixture
def passkey(made: tuple[SoftwareKey, Passkey]) -> Passkey:
    return made[1]
