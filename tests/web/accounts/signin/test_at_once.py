"""A form that can take it is answered with the page that it leads to, as if that had been opened by its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.refusals import Refusal
from accounts.signin.pages.at_once import MARK
from accounts.signin.wish import Wish, sealed
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.pages import phone as phone_page
from idp.errors import unavailable
from tests.support.pages import Page, answer, browser, frozen, press_continue, read, write_username
from tests.support.people import PASSWORD, change_policy, turn_off
from tests.support.phones import SigningPhone

INSIDE = "/authenticator/web"
USERNAME, NUMBER, PASSWORDS = "/sign-in/", "/sign-in/phone/", "/sign-in/password/"
NOBODY = "eve@nordljus.example"


def sent(client: Client, address: str, **written: str) -> Any:
    """Sends the form of a step as a browser with our script does."""
    return client.post(address, {MARK: "yes", **written})


def at_once(client: Client, username: str, address: str = USERNAME) -> Page:
    return read(sent(client, address, username=username))


def own_address(page: Page) -> str:
    """What the form of the step names: the script takes it for the page."""
    [said] = [
        form.action for form in page.forms if "return_to" in form.fields and "method" not in form.fields
    ]
    return said


def test_the_username_is_answered_with_the_page_of_the_number(ann: User, phone: SigningPhone) -> None:  # A02
    client = browser()

    page = at_once(client, ann.username)

    assert (page.status, page.heading, own_address(page)) == (200, "Approve sign-in", NUMBER)
    assert page.number == read(client.get(NUMBER)).number
    answer(phone, page.number)
    assert press_continue(client).heading == "You are signed in"


def test_that_page_is_the_one_that_is_opened_by_its_address(ann: User, phone: SigningPhone) -> None:  # A02
    wish = quote(sealed(Wish(return_to="/security-info/", application="Security info")))
    client = browser(strict=True)
    fields = read(client.get(f"{USERNAME}?wish={wish}")).fields

    with frozen():
        came = sent(client, f"{USERNAME}?wish={wish}", **{**fields, "username": ann.username})
        opened = client.get(NUMBER)

    assert read(came).masked() == read(opened).masked()
    assert came.headers.items() == opened.headers.items()


def test_a_browser_without_the_script_is_led_there(ann: User, phone: SigningPhone) -> None:  # A02
    led = browser().post(USERNAME, {"username": ann.username})

    assert (led.status_code, led.headers["Location"]) == (302, NUMBER)


def test_what_the_redirect_gives_the_browser_comes_with_the_page(ann: User, phone: SigningPhone) -> None:
    # A09 T04
    led = browser().post(USERNAME, {"username": ann.username})

    came = sent(browser(), USERNAME, username=ann.username)

    assert set(led.cookies) < set(came.cookies)  # a page has the value of its forms beside
    assert came.cookies["sign-in"]["max-age"] == led.cookies["sign-in"]["max-age"]


def test_t13_a_name_that_nobody_has_is_answered_alike(ann: User, phone: SigningPhone) -> None:  # A18
    with frozen():
        theirs, nobodys = (sent(browser(), USERNAME, username=name) for name in (ann.username, NOBODY))

    assert read(theirs).masked() == read(nobodys).masked()
    assert theirs.headers.items() == nobodys.headers.items()
    assert set(theirs.cookies) == set(nobodys.cookies)


def test_inside_the_app_the_page_is_one_inside(ann: User, phone: SigningPhone) -> None:  # B13
    page = at_once(browser(), ann.username, f"{INSIDE}{USERNAME}")

    assert (page.status, page.heading, own_address(page)) == (200, "Approve sign-in", f"{INSIDE}{NUMBER}")
    assert page.fields["next"] == f"{INSIDE}{NUMBER}"
    assert f"{INSIDE}/sign-in/cancel/" in page.actions()


@pytest.mark.parametrize("username", ["", "a@b@c"])
def test_a_form_that_is_refused_is_shown_again(username: str, db: None) -> None:  # A01
    page = at_once(browser(), username)

    assert (page.status, page.heading) == (400, "Sign in")


def test_where_the_password_comes_first_its_page_is_the_answer(nordljus: Tenant, ann: User) -> None:  # A13
    turn_off(nordljus, "phone")

    page = at_once(browser(), ann.username)

    assert (page.status, page.heading, own_address(page)) == (200, "Your password", PASSWORDS)


def test_the_password_is_answered_with_the_second_step(ann: User, phone: SigningPhone) -> None:  # A13
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)

    page = read(sent(client, PASSWORDS, password=PASSWORD))

    assert (page.status, own_address(page)) == (200, NUMBER)
    assert ApprovalRequest.objects.get(kind="second_step").number == page.number
    answer(phone, page.number)
    assert press_continue(client).heading == "You are signed in"


def test_nothing_but_a_page_of_a_way_in_is_answered(ann: User) -> None:  # A02
    client = browser()
    write_username(client, ann.username)

    led = sent(client, PASSWORDS, password=PASSWORD)

    assert (led.status_code, led.headers["Location"]) == (302, reverse("signin:signed_in"))


def failing(why: Exception) -> Callable[..., NoReturn]:
    def fail(*_given: object) -> NoReturn:
        raise why

    return fail


@pytest.mark.parametrize(
    ("why", "told"),
    [(Refusal("not now"), []), (OperationalError("away"), []), (ZeroDivisionError(), [NUMBER])],
    ids=["refused", "the database is away", "a fault of ours"],
)
def test_what_keeps_the_page_from_being_shown_the_browser_reads_when_it_opens_it(
    ann: User,
    phone: SigningPhone,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    why: Exception,
    told: list[str],
) -> None:  # A24 H09
    client = browser()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(phone_page, "step_of", failing(why))

        led = sent(client, USERNAME, username=ann.username)

    assert (led.status_code, led.headers["Location"]) == (302, NUMBER)
    assert [one.args for one in caplog.records if one.name == "handslag.signin"] == [(path,) for path in told]
    answer(phone, read(client.get(NUMBER)).number)
    assert press_continue(client).heading == "You are signed in"


def test_a_password_that_was_taken_stays_taken_where_the_next_page_fails(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A13 H09
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(phone_page, "step_of", failing(OperationalError("away")))

        led = sent(client, PASSWORDS, password=PASSWORD)

    assert (led.status_code, led.headers["Location"]) == (302, NUMBER)
    assert read(client.get(NUMBER)).number == ApprovalRequest.objects.get(kind="second_step").number


def test_sending_the_username_again_asks_anew_in_the_place_of_what_was_asked(
    ann: User, phone: SigningPhone
) -> None:  # A15
    client = browser()
    at_once(client, ann.username)

    page = at_once(client, ann.username)

    [waits] = ApprovalRequest.objects.filter(kind="signin", state="pending")
    assert waits.number == page.number


def test_the_mark_is_nothing_that_somebody_wrote_so_a_page_that_cannot_come_tries_again_by_itself() -> None:
    # H09
    away = unavailable(RequestFactory().post(NUMBER, {MARK: "yes", "return_to": "/"}))

    assert 'http-equiv="refresh"' in away.content.decode()
