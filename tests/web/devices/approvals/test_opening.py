"""Opening a page asks no phone: only a form does that the person has sent (A16, T35)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.pages import (
    Page,
    answer,
    browser,
    choose,
    frozen,
    read,
    send,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import change_policy, make_person, make_personal, turn_off
from tests.support.phones import SigningPhone, phone_of
from tests.support.sessions import make_stale

NUMBER_PAGE = "/sign-in/phone/"
BY_A_LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Referer": "https://evil.example/"}
NEED_PROOF = [
    "/security-info/",
    "/security-info/default/",
    "/security-info/phones/",
    "/security-info/phones/add/",
]


def asked() -> int:
    """How often any browser has asked a phone."""
    return ApprovalRequest.objects.exclude(kind="enrol").count()


def opens(client: Client, path: str, **headers: str) -> Page:
    return read(client.get(path, headers=headers or None, follow=True))


def has_button(page: Page) -> bool:
    return page.address == NUMBER_PAGE and page.fields.get("method") == "phone" and not page.number


@pytest.fixture
def stale(ann: User, phone: SigningPhone) -> Client:
    """Ann's browser, some time after she signed in with her phone; it checks its forms as the real site does."""
    client = browser(strict=True)
    page = send(client, opens(client, "/sign-in/"), "username", username=ann.username)
    answer(phone, page.number)
    send(client, page, "return_to")
    make_stale(client)
    ApprovalRequest.objects.all().delete()
    return client


@pytest.mark.parametrize("path", NEED_PROOF)
def test_t35_a_link_on_any_page_wakes_nobody(path: str, stale: Client, phone: SigningPhone) -> None:
    for _ in range(3):
        page = opens(stale, path, **BY_A_LINK)

    assert has_button(page)
    assert (asked(), phone.requests()) == (0, [])


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_t35_no_way_of_opening_wakes_anybody(method: str, stale: Client, phone: SigningPhone) -> None:
    for path in (*NEED_PROOF, NUMBER_PAGE, "/sign-in/phone/again/", "/sign-in/choose-method/?method=phone"):
        getattr(stale, method)(path, headers={"Sec-Purpose": "prefetch"}, follow=True)
    for path in ("/sign-in/stronger/", "/sign-in/go-on/", "/sign-in/cancel/", NUMBER_PAGE):
        getattr(stale, method)(path, follow=True)

    assert (asked(), phone.requests()) == (0, [])


def test_t35_what_another_site_posts_wakes_nobody(stale: Client, phone: SigningPhone) -> None:
    opens(stale, "/security-info/")

    for path in ("/sign-in/choose-method/", "/sign-in/phone/again/", NUMBER_PAGE, "/sign-in/stronger/"):
        told = stale.post(path, {"method": "phone"}, headers={"Origin": "https://evil.example"})
        assert told.status_code == 403

    assert (asked(), phone.requests()) == (0, [])


def test_the_page_says_for_what_and_its_button_asks(stale: Client, phone: SigningPhone) -> None:  # A16
    page = opens(stale, "/security-info/phones/")
    assert page.heading == "Approve on your phone"
    assert "Show once more that it is you, to go on to Security info." in page.text
    assert "Your phone has not been asked yet." in page.text

    page = choose(stale, page)

    assert (page.address, page.stage, len(page.number)) == (NUMBER_PAGE, "waiting", 2)
    answer(phone, page.number)
    assert send(stale, page, "return_to").address == "/security-info/phones/"


def test_a_form_that_needs_fresh_proof_asks_at_once_and_is_sent_then(
    ann: User, stale: Client, phone: SigningPhone
) -> None:
    make_fresh = opens(stale, "/security-info/")
    page = choose(stale, make_fresh)
    answer(phone, page.number)
    form = send(stale, page, "return_to")
    make_stale(stale)

    page = send(stale, form, action="/security-info/phones/add/")

    assert (page.address, page.stage) == (NUMBER_PAGE, "waiting")
    answer(phone, page.number)
    assert send(stale, page, "return_to").code, "and what was sent is done"


def test_t35_after_an_end_reloading_wakes_nobody(stale: Client, phone: SigningPhone) -> None:
    choose(stale, opens(stale, "/security-info/"))
    phone.deny(phone.requests()[0])

    stages = [opens(stale, path, **BY_A_LINK).stage for path in (NUMBER_PAGE, "/security-info/", NUMBER_PAGE)]

    assert stages == ["denied"] * 3
    assert asked() == 1


def test_t35_a_link_leaves_alone_what_waits_already(stale: Client, phone: SigningPhone) -> None:
    waiting = choose(stale, opens(stale, "/security-info/"))

    page = opens(stale, "/security-info/", **BY_A_LINK)

    assert (page.number, page.stage) == (waiting.number, "waiting")
    assert len(phone.requests()) == 1
    answer(phone, page.number)
    assert send(stale, waiting, "return_to").address == "/security-info/"


def test_two_tabs_that_both_press_share_one_request(stale: Client, phone: SigningPhone) -> None:  # A24
    one, other = opens(stale, "/security-info/"), opens(stale, "/security-info/")

    numbers = [choose(stale, tab).number for tab in (one, other)]

    assert numbers[0] == numbers[1] != ""
    assert len(phone.requests()) == 1


def test_another_language_keeps_the_button_and_wakes_nobody(stale: Client, phone: SigningPhone) -> None:
    page = opens(stale, "/security-info/")

    page = send(stale, page, "language", language="sv")

    assert has_button(page)
    assert "Fråga min telefon" in page.text
    assert asked() == 0


def test_the_button_of_before_another_tab_went_on_does_nothing(
    stale: Client, phone: SigningPhone
) -> None:  # A24
    old = opens(stale, "/security-info/")
    page = choose(stale, opens(stale, "/security-info/"))
    answer(phone, page.number)
    send(stale, page, "return_to")

    page = choose(stale, old)

    assert (page.address, asked()) == ("/security-info/", 1)


def test_the_portal_opened_by_a_link_wakes_nobody(nordljus: Tenant) -> None:  # T35
    admin = make_person(nordljus, "siv", role=User.Role.TENANT_ADMIN)
    phone = phone_of(admin)
    client = browser()
    sign_in_by_phone(client, admin, phone)
    make_stale(client)
    before = asked()

    with time_machine.travel(timezone.now() + timedelta(hours=9), tick=False):
        for path in ("/portal/", "/portal/users/", "/portal/policy/"):
            opens(client, path, **BY_A_LINK)

    assert (asked(), phone.requests()) == (before, [])


def test_a_second_step_is_asked_by_the_password_and_not_by_coming_back(
    ann: User, phone: SigningPhone
) -> None:
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    ApprovalRequest.objects.all().delete()
    page = write_password(client)
    assert (page.address, page.stage, asked()) == (NUMBER_PAGE, "waiting", 1)

    for path in (NUMBER_PAGE, "/sign-in/go-on/", "/sign-in/choose-method/"):
        opens(client, path)

    assert asked() == 1


def test_t35_a_strangers_page_asks_as_little_and_looks_alike_for_every_name(db: None) -> None:  # A18
    people = make_personal()
    ann, bo = make_person(people, "ann"), make_person(people, "bo")
    phone_of(ann)
    looks: list[Any] = []

    with frozen():
        for name in (ann.username, bo.username, "nobody@elsewhere.example"):
            client = browser()
            write_username(client, name)
            page = opens(client, NUMBER_PAGE)
            assert has_button(page)
            assert asked() == 0
            chosen = choose(client, page)
            looks.append((page.status, page.masked(), chosen.stage, len(chosen.number)))
            ApprovalRequest.objects.all().delete()

    assert looks[0] == looks[1] == looks[2]


@pytest.mark.parametrize("key", ["", "pigeon", "one_time_link", "password"])
def test_a_way_that_is_not_offered_cannot_be_chosen(key: str, ann: User, phone: SigningPhone) -> None:  # A18
    turn_off(ann.tenant, "password")
    client = browser()
    write_username(client, ann.username)

    told = client.post("/sign-in/choose-method/", {"method": key})

    assert (told.status_code, asked()) == (403, 1)


def test_cookies_alone_are_no_form(stale: Client) -> None:  # T35
    opens(stale, "/security-info/")

    told = stale.post("/sign-in/choose-method/", {"method": "phone"}, headers={"Origin": settings.PUBLIC_URL})

    assert (told.status_code, asked()) == (302, 0)


def test_what_was_said_to_be_somebody_elses_asks_no_more(ann: User, phone: SigningPhone) -> None:  # A17
    client = browser()
    write_username(client, ann.username)
    page = read(client.get("/sign-in/password/"))
    [request] = phone.requests()
    phone.deny(request)
    phone.report(request)

    page = choose(client, page)

    assert "data-number" not in page.html
    assert (asked(), phone.requests()) == (1, [])


def test_proof_for_one_page_is_none_for_another_that_is_opened_meanwhile(
    stale: Client, phone: SigningPhone
) -> None:
    waiting = choose(stale, opens(stale, "/security-info/"))

    page = opens(stale, "/security-info/phones/")

    assert has_button(page)
    assert (asked(), phone.requests()) == (1, []), "what waited is over, and nothing is asked in its place"
    late = send(stale, waiting, "return_to")
    assert late.address != "/security-info/"
