import pytest

from devices.simulator.phone import SimulatedPhone
from tests.unit.devices.simulator.small_server import NOW, ORIGIN, SmallServer


@pytest.fixture
def server() -> SmallServer:
    return SmallServer()


@pytest.fixture
def phone(server: SmallServer) -> SimulatedPhone:
    return SimulatedPhone(transport=server, public_url=ORIGIN, clock=lambda: NOW)


@pytest.fixture
def enrolled(phone: SimulatedPhone) -> SimulatedPhone:
    phone.claim("the-code")
    phone.complete(unlock="pin")
    return phone
