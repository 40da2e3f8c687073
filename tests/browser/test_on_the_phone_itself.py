"""Signing in on the very phone that has the app: one screen, so the app shows the number again (A20)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from accounts.users.models import User
from tests.support.browser import PHONE, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import change_policy
from tests.support.ready_phone import ready_phone

AGAIN = "You are signing in on this phone. The page shows:"
SECOND_STEP = "Second step: approve on your phone"


def test_the_page_leads_to_the_app_and_the_app_back(phone_side: PhoneWindow, ann: User) -> None:  # A20
    phone, own = ready_phone(phone_side, ann), BrowserWindow(phone_side.page)
    number = own.asks(ann)

    own.follows("Open the Handslag app")
    phone.is_asked()
    phone.reads(AGAIN)
    assert phone.page.locator("p.number:visible").inner_text() == number
    phone.gives(number)
    phone.sees("Approved")
    phone.presses("Go back to your sign-in")

    own.is_signed_in()


def test_come_back_to_by_the_back_button_the_page_goes_on_by_itself(
    phone_side: PhoneWindow, ann: User
) -> None:  # A20
    phone, own = ready_phone(phone_side, ann), BrowserWindow(phone_side.page)
    number = own.asks(ann)
    own.follows("Open the Handslag app")
    phone.gives(number)
    phone.sees("Approved")

    phone.page.go_back()

    own.is_signed_in()


def test_a_second_step_is_given_there_too(phone_side: PhoneWindow, ann: User) -> None:  # A20, F02
    change_policy(ann.tenant, two_step=True)
    phone, own = ready_phone(phone_side, ann, enable=False), BrowserWindow(phone_side.page)
    own.signs_in_by_password(ann)
    own.sees(SECOND_STEP)
    number = own.digits_shown()

    own.follows("Open the Handslag app")
    phone.reads(AGAIN)
    phone.gives(number)
    phone.presses("Go back to your sign-in")

    own.is_signed_in()


def test_the_request_of_another_browser_shows_no_number_in_the_app(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # A20, T03
    """Somebody elsewhere asks while the app was opened from a page of this browser."""
    phone, own = ready_phone(phone_side, ann), BrowserWindow(phone_side.page)
    own.asks(ann)
    own.presses("Cancel")
    own.page.goto("/authenticator/#beside")
    phone.sees("Accounts")

    with own.page.expect_response(re.compile("/sign-in/phone/here/")) as told:
        browser_side.asks(ann)
        phone.is_asked()

    assert told.value.json() == {"number": ""}
    expect(own.page.get_by_text(AGAIN)).to_have_count(0)


def test_a_phone_without_the_app_still_shows_the_number_for_another(
    new_window: NewWindow, phone: PhoneWindow, ann: User
) -> None:  # A20
    other = BrowserWindow(new_window(**PHONE))
    number = other.asks(ann)
    other.reads("Is Handslag on this phone?")

    phone.approves(number)

    other.is_signed_in()
