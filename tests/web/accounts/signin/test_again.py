"""Fresh proof, asked of whoever is signed in: only what they can prove, or who can help (D02, F05)."""

import pytest
from django.test import Client

from accounts.users.models import KnownBrowser, User
from accounts.users.services import end_sessions
from devices.approvals.models import ApprovalRequest
from devices.phones.services import remove_account, suspend_account, unregister
from devices.phones.tokens import suspend_phone
from tests.support.pages import (
    browser,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import make_person
from tests.support.phones import account_of, phone_of
from tests.support.sessions import make_stale

INFO = "/security-info/"
USE_THE_APP = "Use the Handslag app instead"
USE_THE_PASSWORD = "Use your password instead"


@pytest.fixture
def pia(ann: User) -> User:
    """Somebody without a password."""
    return make_person(ann.tenant, "pia", password=None)


def lose(client: Client, ann: User) -> None:
    """She says so on the page."""
    client.post(f"/security-info/phones/{account_of(ann).pk}/lost/")


def test_after_the_phone_was_lost_the_password_is_asked_and_no_app_offered(
    own: Client, ann: User
) -> None:  # D03
    lose(own, ann)
    make_stale(own)

    page = read(own.get(INFO, follow=True))

    assert page.address == "/sign-in/password/"
    assert USE_THE_APP not in page.text
    assert "Other ways to sign in" not in page.text
    assert write_password(own).address == INFO


def test_the_number_page_is_not_shown_to_whoever_is_signed_in_and_has_no_phone_to_answer_it(
    own: Client, ann: User
) -> None:  # D03
    lose(own, ann)
    make_stale(own)
    own.get(INFO, follow=True)
    before = ApprovalRequest.objects.count()

    page = read(own.get("/sign-in/phone/"))

    assert page.status == 403
    assert "not asked of you now" in page.text
    assert ApprovalRequest.objects.count() == before


def test_a_phone_that_is_not_enabled_is_not_offered_for_fresh_proof(ann: User) -> None:  # B06
    phone_of(ann, enable=False)
    client = browser()
    sign_in_by_password(client, ann)
    make_stale(client)

    page = read(client.get(INFO, follow=True))

    assert page.address == "/sign-in/password/"
    assert USE_THE_APP not in page.text
    assert "Handslag app" not in read(client.get("/sign-in/choose-method/")).text


def test_a_password_one_does_not_have_is_not_offered_for_fresh_proof(pia: User) -> None:  # F01
    phone_of_hers = phone_of(pia)
    client = browser()
    sign_in_by_phone(client, pia, phone_of_hers)
    make_stale(client)

    page = read(client.get(INFO, follow=True))

    assert page.heading == "Approve on your phone"
    assert USE_THE_PASSWORD not in page.text


def test_whoever_has_lost_all_they_had_is_told_who_can_help(pia: User) -> None:  # D03, F05
    phone_of_hers = phone_of(pia)
    client = browser()
    sign_in_by_phone(client, pia, phone_of_hers)
    lose(client, pia)
    make_stale(client)

    page = read(client.get(INFO, follow=True))

    assert (page.status, page.heading) == (403, "What you have left is not enough")
    assert "Security info asks once more whether it is you." in page.text
    assert "Ask the people who look after sign-in at Nordljus for a one-time link." in page.text
    assert "Back to Security info" not in page.links, "it would only ask again"


def test_a_session_that_others_have_ended_is_told_no_more_of_the_account(
    own: Client, ann: User
) -> None:  # T08, A18
    make_stale(own)
    own.get(INFO, follow=True)
    end_sessions(ann, actor=None, why="admin")

    for path in ("/sign-in/choose-method/", "/sign-in/password/"):
        page = read(own.get(path))
        assert page.status == 409
        assert "Handslag app" not in page.text


@pytest.mark.parametrize("how", ["lost", "removed", "unregistered", "copied"])
def test_a_browser_that_began_with_the_phone_begins_with_what_is_left(
    how: str, own: Client, ann: User
) -> None:  # A12, D03
    account = account_of(ann)
    if how == "lost":
        lose(own, ann)
    elif how == "removed":
        remove_account(account, actor=ann)
    elif how == "unregistered":
        unregister(account)
    else:
        suspend_phone(account.phone, why="spent_token")

    assert write_username(own, ann.username).address == "/sign-in/password/"


def test_a_browser_that_began_with_the_password_still_does(own: Client, ann: User) -> None:  # A12
    other = browser()
    sign_in_by_password(other, ann)
    lose(own, ann)

    assert set(KnownBrowser.objects.values_list("last_method", flat=True)) == {"password"}


def test_while_another_phone_can_answer_a_browser_goes_on_with_it(own: Client, ann: User) -> None:  # A12
    first = account_of(ann)
    phone_of(ann, label="Second phone")

    suspend_account(first, actor=ann)

    assert write_username(own, ann.username).address == "/sign-in/phone/"


def test_without_anything_else_a_browser_goes_on_as_it_was(pia: User) -> None:  # A18
    phone_of_hers = phone_of(pia)
    client = browser()
    sign_in_by_phone(client, pia, phone_of_hers)

    suspend_account(account_of(pia), actor=pia)

    assert write_username(client, pia.username).address == "/sign-in/phone/"


def test_what_a_stranger_sees_does_not_change_with_the_loss(own: Client, ann: User) -> None:  # A18, T13
    lose(own, ann)

    page = write_username(browser(), ann.username)

    assert page.address == "/sign-in/phone/"
    assert page.number
    assert USE_THE_PASSWORD in page.text
