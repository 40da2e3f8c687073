"""One organisation and somebody of it."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import make_person, make_tenant


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return make_person(nordljus, "ann")
