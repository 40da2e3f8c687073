"""Ann, who may use code generators, and an admin who hands them out."""

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.generators import Generator, generator_of
from tests.support.pages import browser, sign_in_by_password
from tests.support.people import change_policy, make_person, make_tenant

METHODS = ("password", "phone", "authenticator_code", "code_generator")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=METHODS)


@pytest.fixture
def disa(nordljus: Tenant) -> User:
    return make_person(nordljus, "disa", role=User.Role.TENANT_ADMIN)


@pytest.fixture
def generator(ann: User) -> Generator:
    """Ann's, activated."""
    return generator_of(ann)


@pytest.fixture
def asked(ann: User, generator: Generator) -> Client:
    """Two steps are asked, and Ann has given her password."""
    change_policy(ann.tenant, two_step=True)
    client = browser()
    assert sign_in_by_password(client, ann).address == "/sign-in/code-generator/"
    return client
