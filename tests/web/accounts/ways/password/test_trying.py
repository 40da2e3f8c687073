"""D05: a password that was just added is written once more."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.pages import Page, read
from tests.support.people import make_person
from tests.support.phones import account_of, phone_of
from tests.support.recovering import NEW
from tests.support.sessions import PHONE_PROOF, signed_in

CHANGE, TRY = "/security-info/password/", "/security-info/password/try/"


@pytest.fixture
def bo(ann: User) -> User:
    person = make_person(ann.tenant, "bo", password=None)
    phone_of(person)
    return person


@pytest.fixture
def own(bo: User) -> Client:
    return signed_in(bo, PHONE_PROOF, device=account_of(bo))


def write(client: Client, password: str) -> Page:
    return read(client.post(TRY, {"password": password}, follow=True))


def test_the_one_that_was_chosen_is_ready(own: Client) -> None:
    # D05
    page = read(own.post(CHANGE, {"new_password": NEW}, follow=True))
    assert (page.address, page.heading) == (TRY, "Try your password")

    page = write(own, NEW)

    assert (page.address, page.heading) == ("/security-info/added/password/", "Ready to use")


def test_another_one_is_said_to_be_so(own: Client) -> None:
    # D05
    own.post(CHANGE, {"new_password": NEW})

    page = write(own, "another one 77")

    assert (page.status, "not the one you have just chosen" in page.text) == (400, True)


def test_t15_tries_are_counted_as_everywhere(own: Client) -> None:
    own.post(CHANGE, {"new_password": NEW})
    for n in range(10):
        write(own, f"wrong one {n}")

    assert write(own, NEW).status == 429


def test_whoever_has_none_has_nothing_to_try(own: Client) -> None:
    # D05
    assert own.get(TRY)["Location"] == "/security-info/"
