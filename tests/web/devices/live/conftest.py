import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.simulator.phone import AccountOnPhone
from tests.support.people import make_tenant
from tests.support.phones import SigningPhone


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    """Really committed: what is announced is announced after the commit."""
    return make_tenant("nordljus")


@pytest.fixture
def phone() -> SigningPhone:
    return SigningPhone()


@pytest.fixture
def account(ann: User, phone: SigningPhone) -> AccountOnPhone:
    account = phone.add(ann)
    phone.refresh()
    return account


@pytest.fixture
def asker() -> Client:
    return Client(headers={"Host": "localhost:8000"})
