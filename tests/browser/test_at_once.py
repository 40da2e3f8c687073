"""The next step comes as the answer to the form before it, and its page is as if it had been opened by its address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, expect

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.browser import Complaints, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import change_policy


class Fetched:
    """What a window has asked for as its page, each as the browser sent it."""

    def __init__(self, page: Page) -> None:
        self.all: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self.all.append(f"{request.method} {urlsplit(request.url).path}")

    def since(self) -> list[str]:
        """What was asked for since this was asked last."""
        taken, self.all = self.all, []
        return taken


def at(window: BrowserWindow, path: str) -> None:
    expect(window.page).to_have_url(re.compile(f"{path}$"))


def test_the_page_with_the_number_comes_as_the_answer_and_reload_back_and_forward_fetch_it_by_its_address(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A01 A02 A15
    fetched = Fetched(browser_side.page)

    number = browser_side.asks(ann)
    at(browser_side, "/sign-in/phone/")
    assert fetched.since() == ["GET /sign-in/", "POST /sign-in/"]

    browser_side.page.reload()
    assert browser_side.digits_shown() == number
    assert fetched.since() == ["GET /sign-in/phone/"]
    browser_side.page.go_back()
    browser_side.sees("Sign in")
    at(browser_side, "/sign-in/")
    browser_side.page.go_forward()
    assert browser_side.digits_shown() == number
    at(browser_side, "/sign-in/phone/")
    assert set(fetched.since()) <= {"GET /sign-in/phone/", "GET /sign-in/"}

    assert ApprovalRequest.objects.filter(kind="signin").count() == 1
    phone.approves(number)
    browser_side.is_signed_in()


def test_without_scripts_the_form_is_answered_with_a_redirect(
    new_window: NewWindow, phone: PhoneWindow, ann: User
) -> None:  # A02 A15
    window = BrowserWindow(new_window(java_script_enabled=False))
    fetched = Fetched(window.page)

    number = window.asks(ann)
    at(window, "/sign-in/phone/")
    window.page.reload()

    assert window.digits_shown() == number
    assert fetched.since() == [
        "GET /sign-in/",
        "POST /sign-in/",
        "GET /sign-in/phone/",
        "GET /sign-in/phone/",
    ]


def test_the_second_step_comes_as_the_answer_to_the_password(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A13
    change_policy(ann.tenant, two_step=True)
    fetched = Fetched(browser_side.page)

    browser_side.signs_in_by_password(ann)
    browser_side.sees("Second step: approve on your phone")
    number = browser_side.digits_shown()
    at(browser_side, "/sign-in/phone/")
    assert fetched.since()[-1] == "POST /sign-in/password/"

    browser_side.page.reload()
    assert browser_side.digits_shown() == number
    assert fetched.since() == ["GET /sign-in/phone/"]
    phone.approves(number)
    browser_side.is_signed_in()


def test_where_the_script_fails_on_the_second_page_it_works_and_is_sent_again_by_a_reload(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A15
    complaints.allow("at_once")
    browser_side.page.goto("/sign-in/")
    browser_side.page.route("**/at_once*.js", lambda route: route.abort())
    browser_side.page.get_by_role("textbox").fill(ann.username)
    browser_side.page.keyboard.press("Enter")
    browser_side.sees("Approve sign-in")
    at(browser_side, "/sign-in/")

    browser_side.page.reload()
    browser_side.sees("Approve sign-in")

    [waits] = ApprovalRequest.objects.filter(kind="signin", state="pending")
    assert browser_side.digits_shown() == waits.number
    phone.approves(waits.number)
    browser_side.is_signed_in()
