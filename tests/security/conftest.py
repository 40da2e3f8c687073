"""Committed data, as many threads see it; every invariant is looked at when a test has ended."""

from collections.abc import Iterator

import pytest

from accounts.tenants.models import Tenant
from tests.support import invariants
from tests.support.at_once import Crowd, crowd
from tests.support.people import make_tenant

AT_ONCE = 32


@pytest.fixture(autouse=True)
def _invariants(transactional_db: None) -> Iterator[None]:
    yield
    invariants.check()


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    # Six digits, so that no number is met by chance.
    return make_tenant(digits=6)


@pytest.fixture
def threads(transactional_db: None) -> Iterator[Crowd]:
    with crowd(AT_ONCE) as gathered:
        yield gathered
