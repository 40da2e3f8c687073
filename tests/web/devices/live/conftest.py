import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from tests.support.fake_phone import fake_phone
from tests.web.devices.api.people import enrol, organisation, person


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    """Really committed: what is announced is announced after the commit."""
    return organisation("nordljus")


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return person("ann", nordljus)


@pytest.fixture
def phone() -> SimulatedPhone:
    return fake_phone()


@pytest.fixture
def account(ann: User, phone: SimulatedPhone) -> AccountOnPhone:
    return enrol(ann, phone)


@pytest.fixture
def asker() -> Client:
    return Client(headers={"Host": "localhost:8000"})
