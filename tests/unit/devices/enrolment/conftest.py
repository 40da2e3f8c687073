"""One organisation, one person in it, one phone of theirs."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.signing_phone import SigningPhone, organisation, person, phone_of


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return organisation()


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return person(nordljus)


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    return phone_of(ann)
