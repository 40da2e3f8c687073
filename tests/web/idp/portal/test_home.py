"""The first page counts what the asker sees, and nobody else's (T23)."""

import re

import pytest
from django.test import Client

from accounts.users.models import User
from devices.addresses.carrying import carry
from devices.push.contract import Refused, Wake
from tests.support.people import allow, make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.push_service import PushService
from tests.support.waking import address_of, wakeable
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


def steps(browser: Client) -> dict[str, bool]:
    """What the first page tells to do, and whether it is done."""
    page = browser.get("/portal/").content.decode()
    listed = re.findall(
        r'<p class="row-title">([^<]*?)\s*(<span class="badge badge-good">Done</span>)?</p>', page
    )
    return {title: bool(done) for title, done in listed}


def test_a_new_admin_is_told_what_to_do_next_and_each_step_is_ticked_off_once_it_is_so(
    operator: User, sign_in: SignIn
) -> None:  # E03, E04
    tenant = make_tenant("solvik", methods=("password", "authenticator_code"))
    admin = make_person(tenant, "admin", role=User.Role.TENANT_ADMIN)
    browser = sign_in(admin)
    assert steps(browser) == {"Turn phone sign-in on": False, "Try it yourself": False, "Add people": False}

    allow(tenant, "phone")
    assert steps(browser) == {"Turn phone sign-in on": True, "Try it yourself": False, "Add people": False}
    phone_of(admin)
    assert steps(browser) == {"Turn phone sign-in on": True, "Try it yourself": True, "Add people": False}
    make_person(tenant, "ann")
    assert steps(browser) == {"1 person signs in without a phone": False}


def test_an_operator_begins_with_an_organisation(operator: User, sign_in: SignIn) -> None:  # E03
    browser = sign_in(operator)
    assert steps(browser)["Make an organisation"] is False

    make_tenant("solvik")

    assert steps(browser)["Make an organisation"] is True


def test_whoever_runs_the_installation_sees_that_push_services_do_not_know_it(
    nordljus: Organisation, operator: User, sign_in: SignIn, push_service: PushService
) -> None:  # A03
    phone = phone_of(make_person(make_tenant("solvik"), "ulla"))
    push_service.keys[wakeable(phone, push_service).token] = "another key"
    before = sign_in(operator).get("/portal/").content.decode()

    with pytest.raises(Refused):
        carry(address_of(phone), Wake(what="test", seconds_left=60))

    words = "Notifications fail: 1 phone was not woken"
    assert words not in before
    assert words in sign_in(operator).get("/portal/").content.decode()
    assert words not in sign_in(nordljus.admin).get("/portal/").content.decode()
