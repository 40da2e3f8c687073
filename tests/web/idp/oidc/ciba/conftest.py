"""An application of Nordljus that may ask phones, and Ann's phone, which can show what applications ask."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import RelyingParty, make_application


@pytest.fixture
def bank(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll")


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    added = phone_of(ann)
    added.tell_capabilities()
    return added
