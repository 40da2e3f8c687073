"""One organisation and its people."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.simulator.phone import SimulatedPhone
from tests.support.people import enrolled_phone, make_person, make_tenant


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return make_person(nordljus, "ann")


@pytest.fixture
def phone(ann: User) -> SimulatedPhone:
    """Ann's phone, ready for phone sign-in with a PIN."""
    return enrolled_phone(ann)
