"""The first page counts what the asker sees, and nobody else's (T23)."""

import re

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of
from tests.web.idp.portal.conftest import Organisation, SignIn


@pytest.fixture
def answered_elsewhere(db: None) -> User:
    """Somebody of another organisation, whose phone has answered once: the closing test."""
    ulla = make_person(make_tenant("solvik"), "ulla")
    phone_of(ulla)
    return ulla


def figures(browser: Client) -> dict[str, str]:
    page = browser.get("/portal/").content.decode()
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page))


def test_an_admin_counts_their_own_organisation_an_operator_all(
    answered_elsewhere: User, nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    of_admin, of_operator = figures(sign_in(nordljus.admin)), figures(sign_in(operator))

    assert of_admin == {
        "People who may sign in": "2",
        "With phone sign-in": "1",
        "Requests answered in the last 24 hours": "1",
    }
    assert of_operator == {
        "Organisations": "3",
        "People who may sign in": "4",
        "With phone sign-in": "2",
        "Requests answered in the last 24 hours": "2",
    }
