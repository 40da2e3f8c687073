"""Ann, who may use authenticator codes."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.otp.models import AuthenticatorApp
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.people import make_tenant

METHODS = ("password", "phone", "authenticator_code")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=METHODS)


@pytest.fixture
def added(ann: User) -> tuple[Authenticator, AuthenticatorApp]:
    return authenticator_of(ann)


@pytest.fixture
def authenticator(added: tuple[Authenticator, AuthenticatorApp]) -> Authenticator:
    return added[0]


@pytest.fixture
def app(added: tuple[Authenticator, AuthenticatorApp]) -> AuthenticatorApp:
    return added[1]
