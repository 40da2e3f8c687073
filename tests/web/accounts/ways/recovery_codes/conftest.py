"""Ann, who may use recovery codes and has ten of them on paper."""

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.pages import browser, write_password, write_username
from tests.support.people import change_policy, make_tenant
from tests.support.recovery import CODE, paper_of


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=("password", "phone", "recovery_code", "authenticator_code"))


@pytest.fixture
def paper(ann: User) -> list[str]:
    return paper_of(ann)


@pytest.fixture
def asked(ann: User, paper: list[str]) -> Client:
    """Two steps are asked, and Ann has given her password."""
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    assert write_password(client).address == CODE
    return client
