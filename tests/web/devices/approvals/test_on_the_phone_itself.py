"""Signing in on the phone itself: the page knows where it is, and the app shows the number again (A20)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.methods import make_method, offer_to_everyone
from tests.support.pages import FIREFOX, answer, browser, press_continue, read, write_username
from tests.support.people import change_policy, make_person, make_personal
from tests.support.phones import SigningPhone, phone_of

ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
APP = "/authenticator/#beside"
HERE = "/sign-in/phone/here/"


def number_here(client: Client, handle: object) -> str:
    """What the app of this browser is told of the request that its phone was shown."""
    response = client.get(HERE, {"request": str(handle)})
    assert response.status_code == 200
    return str(response.json()["number"])


@pytest.mark.parametrize("user_agent", [ANDROID, IPHONE])
def test_a_phones_browser_leads_to_the_app(user_agent: str, ann: User, phone: SigningPhone) -> None:  # A20
    page = write_username(browser(user_agent), ann.username)

    assert page.links["Open the Handslag app"] == APP
    assert page.number, "it may be another phone that has the app"


def test_a_computers_browser_does_not(ann: User, phone: SigningPhone) -> None:  # A20
    assert "Open the Handslag app" not in write_username(browser(FIREFOX), ann.username).text


def test_a_browser_that_says_it_is_mobile_is_believed(ann: User, phone: SigningPhone) -> None:  # A20
    client = Client(headers={"User-Agent": FIREFOX, "Sec-CH-UA-Mobile": "?1"})

    assert "Open the Handslag app" in write_username(client, ann.username).text


def test_what_is_proven_on_the_phone_itself_comes_before_the_app(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A20
    badge = make_method(monkeypatch, "badge", is_on_this_device=True)
    assert "Use your badge instead" not in write_username(browser(ANDROID), ann.username).text, "not offered"
    offer_to_everyone(ann.tenant, badge)

    page = write_username(browser(ANDROID), ann.username)

    assert page.text.index("Use your badge instead") < page.text.index("Open the Handslag app")
    assert "Use your badge instead" not in write_username(browser(FIREFOX), ann.username).text


def test_the_app_in_this_browser_is_told_the_number_of_its_own_request(
    ann: User, phone: SigningPhone
) -> None:  # A20
    client = browser(ANDROID)
    page = write_username(client, ann.username)
    [asked] = phone.requests()

    assert number_here(client, asked.handle) == page.number
    answer(phone, page.number)
    assert number_here(client, asked.handle) == "", "there is nothing left to carry"
    assert press_continue(client).address == "/signed-in/"


def test_a_request_of_another_browser_is_not_told(ann: User, phone: SigningPhone) -> None:  # A20, T03, T05
    """A relayed one: somebody elsewhere asks, while this person signs in on their phone, or does not."""
    elsewhere, own = browser(), browser(ANDROID)
    write_username(elsewhere, ann.username)
    [relayed] = phone.requests()

    assert number_here(own, relayed.handle) == "", "nothing is under way here"
    write_username(own, ann.username)

    assert number_here(own, relayed.handle) == ""
    assert [number_here(own, other) for other in ("", "0", relayed.handle.upper())] == ["", "", ""]


def test_the_session_alone_is_not_this_browser(ann: User, phone: SigningPhone) -> None:  # A20, T04
    own, thief = browser(ANDROID), browser(ANDROID)
    write_username(own, ann.username)
    [asked] = phone.requests()
    for name, cookie in own.cookies.items():
        if "sign-in" not in name:
            thief.cookies[name] = cookie.value

    assert number_here(own, asked.handle)
    assert number_here(thief, asked.handle) == ""


def test_where_nobody_can_be_asked_the_page_is_told_as_much(ann: User) -> None:  # A18
    client = browser(ANDROID)
    page = write_username(client, "nobody@nordljus.example")
    decoy = ApprovalRequest.objects.get()

    assert decoy.user is None
    assert number_here(client, decoy.pk) == page.number


@pytest.mark.django_db
def test_where_no_number_is_asked_none_is_told() -> None:  # A20, A11
    eva = make_person(make_personal(), "eva")
    phone = phone_of(eva)
    client = browser(ANDROID)
    write_username(client, eva.username)
    client.post("/sign-in/choose-method/", {"method": "phone"})
    answer(phone, phone_number(client))
    press_continue(client)
    client.post("/sign-out/")
    write_username(client, eva.username)
    client.post("/sign-in/choose-method/", {"method": "phone"})
    [asked] = phone.requests()

    assert asked.match == "approve"
    assert number_here(client, asked.handle) == ""


def phone_number(client: Client) -> str:
    return read(client.get("/sign-in/phone/")).number


def test_it_leads_to_the_app_for_a_second_step_too(ann: User) -> None:  # A20, F02
    change_policy(ann.tenant, two_step=True)
    phone = phone_of(ann, enable=False)
    client = browser(ANDROID)
    write_username(client, ann.username)
    page = read(client.post("/sign-in/password/", {"password": "correct horse battery"}, follow=True))
    [asked] = phone.requests()

    assert page.links["Open the Handslag app"] == APP
    assert number_here(client, asked.handle) == page.number
