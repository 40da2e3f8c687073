"""*It wasn't me*: what becomes of the browser that was reported, and of those that were not (A17)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.alerts.models import Alert
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.simulator.calls import CallRefused
from devices.simulator.received import IncomingRequest
from tests.support import invariants
from tests.support.commit import committed
from tests.support.pages import (
    answer,
    browser,
    choose,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import change_policy
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def stranger(ann: User, phone: SigningPhone) -> Client:
    """A browser that asked Ann's phone, and waits."""
    client = browser()
    write_username(client, ann.username)
    return client


def shown(phone: SigningPhone) -> IncomingRequest:
    [request] = phone.requests()
    return request


def tell(phone: SigningPhone, request: IncomingRequest) -> dict[str, Any]:
    with committed():
        return phone.report(request)


def codes(said: dict[str, Any]) -> list[str]:
    return [effect["code"] for effect in said["effects"]]


def test_the_browser_says_so_and_offers_nothing_but_to_start_again(
    stranger: Client, phone: SigningPhone
) -> None:  # A17
    tell(phone, shown(phone))

    assert stranger.get("/sign-in/phone/status/").json()["state"] == "reported"
    page = read(stranger.get("/sign-in/phone/"))
    assert (page.heading, page.number) == ("This sign-in is over", "")
    assert page.links["Start again"] == "/sign-in/"
    assert "Get a new number" not in page.text


def test_no_number_is_asked_for_anew_in_it(stranger: Client, phone: SigningPhone) -> None:  # A17
    tell(phone, shown(phone))

    stranger.post("/sign-in/phone/again/", follow=True)

    assert ApprovalRequest.objects.exclude(kind="enrol").count() == 1
    assert phone.requests() == []


def test_the_right_password_leads_nowhere_in_it(stranger: Client, ann: User, phone: SigningPhone) -> None:
    # A17
    tell(phone, shown(phone))

    page = write_password(stranger)

    assert (page.status, page.heading) == (409, "This sign-in is over")
    assert not is_signed_in(stranger)
    invariants.check()


def test_nor_after_a_password_that_was_right_before(ann: User, phone: SigningPhone) -> None:  # A17
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    write_password(client)

    said = tell(phone, shown(phone))

    assert codes(said) == ["browser_ended", "sessions_ended", "admins_told", "password_known"]
    assert read(client.get("/sign-in/phone/")).heading == "This sign-in is over"
    assert press_continue(client).address != "/signed-in/"
    assert not is_signed_in(client)


def test_i8_a_session_that_came_of_the_request_ends_at_once(ann: User, phone: SigningPhone) -> None:  # A17
    client = browser()
    page = write_username(client, ann.username)
    asked = shown(phone)
    answer(phone, page.number)
    press_continue(client)
    assert is_signed_in(client)

    said = tell(phone, asked)

    assert "sessions_ended" in codes(said)
    assert not is_signed_in(client)
    invariants.check()


def test_i8_a_session_that_the_browser_came_to_another_way_ends_too(
    stranger: Client, phone: SigningPhone
) -> None:  # A17
    asked = shown(phone)
    write_password(stranger)
    assert is_signed_in(stranger)

    said = tell(phone, asked)

    assert "sessions_ended" in codes(said)
    assert not is_signed_in(stranger)


def test_i8_whoever_asked_for_fresh_proof_is_signed_out(ann: User, phone: SigningPhone) -> None:  # A17
    client = signed_in(ann, PASSWORD_PROOF, minutes_ago=10)
    choose(client, read(client.get("/security-info/", follow=True)))

    said = tell(phone, shown(phone))

    assert "sessions_ended" in codes(said)
    assert not is_signed_in(client)


def test_the_persons_own_browsers_go_on(stranger: Client, ann: User, phone: SigningPhone) -> None:  # A17, A16
    inside = signed_in(ann, PASSWORD_PROOF)
    asked = shown(phone)
    own = browser()
    number = write_username(own, ann.username).number

    tell(phone, asked)

    assert is_signed_in(inside)
    assert answer(phone, number) == "approved"
    assert press_continue(own).address == "/signed-in/"


def test_a_new_sign_in_in_the_same_browser_is_another(
    stranger: Client, ann: User, phone: SigningPhone
) -> None:  # A17
    tell(phone, shown(phone))

    assert sign_in_by_phone(stranger, ann, phone).address == "/signed-in/"


def test_what_it_did_is_said_in_words_and_the_same_when_told_again(
    stranger: Client, ann: User, phone: SigningPhone
) -> None:  # A17
    asked = shown(phone)

    first, again = tell(phone, asked), tell(phone, asked)

    assert first == again
    assert first["state"] == "denied"
    assert [effect["text"] for effect in first["effects"]] == [
        "We ended the sign-in in that browser.",
        "We told your admins.",
    ]
    assert Alert.objects.count() == 1


def test_a_phone_that_was_not_asked_reports_nothing(stranger: Client, phone: SigningPhone, ann: User) -> None:
    # A17
    asked, other = shown(phone), phone_of(ann)

    with pytest.raises(CallRefused) as refused:
        other.report(asked)

    assert (refused.value.status, refused.value.code) == (404, "unknown_request")
    assert Alert.objects.count() == 0


def test_where_the_policy_blocks_nobody_comes_in_and_the_phone_says_why(
    stranger: Client, ann: User, phone: SigningPhone
) -> None:  # A17
    change_policy(ann.tenant, when_reported="block")
    inside = signed_in(ann, PASSWORD_PROOF)

    said = tell(phone, shown(phone))

    assert codes(said) == ["browser_ended", "sessions_ended", "sign_in_blocked", "admins_told"]
    assert not is_signed_in(inside)
    own = browser()
    write_username(own, ann.username)
    assert phone.requests() == []
    assert write_password(own).address == "/sign-in/password/"
    [account] = phone.refresh()["accounts"]
    assert account["phone_sign_in"]["reasons"][0]["code"] == "sign_in_blocked"
    assert account_of(ann).phone_sign_in
    invariants.check()
