"""Fixtures every test may ask for; the longer ones live in tests/support."""

import time
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from accounts import clock
from accounts.lasting import services as lasting
from accounts.tenants.models import Tenant
from accounts.throttle import memory
from accounts.users.models import User
from devices.push.deliver import sender
from devices.push.keys import services as push_keys
from tests.support import answers
from tests.support.flush import leave_it_empty, let_flush_past_triggers
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of

# A busy machine is no finding: examples are judged by their outcome, never by how long they took. And they are the same
# at each run, so that none fails by chance; --hypothesis-profile=default looks for others.
settings.register_profile(
    "alike", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("alike")

pytest_plugins = [
    "tests.support.server",
    "tests.support.browser",
    "tests.support.attacked",
    "tests.support.push_service",
    "tests.support.noticed_phone",
    "tests.support.hook_server",
    "tests.support.dns_server",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    skipped = pytest.mark.skip(reason="slow: bin/test --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skipped)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    leave_it_empty()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        let_flush_past_triggers(connection)
        # As a server does before its first page: no test's page is the one that asks.
        clock.keep_right()


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    # Counters and sessions of one test must not limit the next.
    _forget()
    yield
    _forget()
    answers.forget()


def _forget() -> None:
    memory.forget()
    push_keys.forget()
    # As in a server that has looked: no test's page is the one that asks.
    lasting._kept = (time.monotonic(), [])
    sender.cache_clear()
    for kept in caches.settings:
        caches[kept].clear()


@pytest.fixture
def nordljus(db: None) -> Tenant:
    """One organisation, with phone sign-in and passwords for everyone."""
    return make_tenant()


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return make_person(nordljus)


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    """Ann's phone, ready for phone sign-in with a PIN."""
    return phone_of(ann)
