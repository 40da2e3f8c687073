"""An application of Nordljus, and Ann's browser, in which she is signed in by her password."""

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in


@pytest.fixture
def payroll(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus)


@pytest.fixture
def anns(ann: User) -> Client:
    return signed_in(ann, PASSWORD_PROOF)
