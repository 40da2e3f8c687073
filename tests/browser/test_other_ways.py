"""The password as the way out, the way remembered per browser, and personal accounts (A11, A12, F01)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import PASSWORD, make_person, make_personal
from tests.support.ready_phone import ready_phone


@pytest.fixture
def eva(transactional_db: None) -> User:
    """Somebody with a personal account."""
    return make_person(make_personal(), "eva")


def test_the_password_always_works_and_takes_the_request_off_the_phone(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # F01
    browser_side.asks(ann)
    phone.is_asked()

    browser_side.follows("Use your password instead")
    browser_side.page.get_by_label("Password").fill(PASSWORD)
    browser_side.presses("Sign in")

    browser_side.is_signed_in()
    browser_side.reads("A password")
    phone.sees("This request has ended")


def test_a_wrong_password_is_told_and_the_phone_stays_one_link_away(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A12 F01
    complaints.allow(r"status of 400 .*/sign-in/password/")
    browser_side.asks(ann)
    browser_side.follows("Use your password instead")
    browser_side.page.get_by_label("Password").fill("not this one")
    browser_side.presses("Sign in")
    browser_side.reads("That username and password do not go together.")

    browser_side.presses("Use the Handslag app instead")
    phone.approves(browser_side.digits_shown())

    browser_side.is_signed_in()


def test_the_way_used_last_in_this_browser_is_offered_first_next_time(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A12
    phone.closes()
    browser_side.signs_in_by_password(ann)
    browser_side.is_signed_in()
    phone.opens()
    browser_side.signs_out()

    browser_side.begins(ann)
    browser_side.sees("Your password")
    browser_side.presses("Use the Handslag app instead")
    phone.approves(browser_side.digits_shown())
    browser_side.is_signed_in()
    browser_side.signs_out()

    browser_side.begins(ann)
    browser_side.sees("Approve sign-in")


def test_a_personal_account_begins_with_the_password_and_asks_the_phone_only_when_told_to(
    browser_side: BrowserWindow, phone_side: PhoneWindow, eva: User
) -> None:  # A11 E07
    phone = ready_phone(phone_side, eva)
    browser_side.begins(eva)
    browser_side.sees("Your password")
    assert not ApprovalRequest.objects.filter(user=eva, kind="signin").exists()

    browser_side.presses("Use the Handslag app instead")
    phone.approves(browser_side.digits_shown())

    browser_side.is_signed_in()


def test_a_personal_account_approves_without_a_number_on_a_browser_used_before(
    browser_side: BrowserWindow, phone_side: PhoneWindow, eva: User
) -> None:  # A11 E07
    phone = ready_phone(phone_side, eva)
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(eva, last_method="password")

    browser_side.begins(eva)
    browser_side.presses("Use the Handslag app instead")
    phone.is_asked()
    browser_side.reads("Your phone has the request. Approve it there, then unlock.")
    expect(browser_side.page.locator("[data-number]")).to_have_count(0)
    phone.presses("Approve")
    phone.sees("Approved")

    browser_side.is_signed_in()
