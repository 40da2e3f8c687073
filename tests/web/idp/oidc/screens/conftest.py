"""An application for screens, and one of its televisions that shows a code."""

import pytest

from accounts.tenants.models import Tenant
from tests.support.relying import RelyingParty
from tests.support.screens import Television, make_television, turned_on


@pytest.fixture
def televisions(nordljus: Tenant) -> RelyingParty:
    return make_television(nordljus)


@pytest.fixture
def television(televisions: RelyingParty) -> Television:
    return turned_on(televisions)
