"""One organisation, one person in it, one phone of theirs."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return make_person(nordljus)


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    """Ann's phone, ready for phone sign-in with a PIN."""
    return phone_of(ann)
