"""A browser in which somebody is signed in already, for what comes after that."""

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.pages import browser, sign_in_by_phone
from tests.support.phones import SigningPhone


@pytest.fixture
def own(ann: User, phone: SigningPhone) -> Client:
    """Ann's browser, signed in by her phone."""
    client = browser()
    sign_in_by_phone(client, ann, phone)
    return client
