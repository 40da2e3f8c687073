"""People and a phone at a running server whose Redis, or whose database, is the test's own to disturb."""

import logging

import pytest

from accounts.incidents import DATABASE
from accounts.users.models import User
from devices.simulator.http import HttpTransport
from tests.faults.visitor import Visitor
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.server import Server


@pytest.fixture(autouse=True)
def _no_incident() -> None:
    # What is away is told once a minute: another test's must not be why this one's is not.
    DATABASE.is_over()


@pytest.fixture
def person(server: Server) -> User:
    return make_person(make_tenant())


@pytest.fixture
def phone_over_network(person: User, server: Server) -> SigningPhone:
    """A phone that calls over the network, as people's do."""
    phone = SigningPhone(transport=HttpTransport(base_url=server.url))
    phone.enable_phone_sign_in(phone.add_over_the_api(person))
    return phone


@pytest.fixture
def visitor(server: Server) -> Visitor:
    return Visitor(server)


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What operators would read in the log; information left out."""
    caplog.set_level(logging.WARNING)
    return caplog
