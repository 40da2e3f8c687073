import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from tests.support.fake_phone import fake_phone
from tests.web.devices.api.people import enrol, organisation, person


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return organisation("nordljus")


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return person("ann", nordljus)


@pytest.fixture
def phone() -> SimulatedPhone:
    return fake_phone()


@pytest.fixture
def account(ann: User, phone: SimulatedPhone) -> AccountOnPhone:
    """Ann's account, on `phone`, with a PIN and phone sign-in."""
    return enrol(ann, phone)
