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
    window: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # F01
    window.asks(ann)
    phone.is_asked()

    window.follows("Use your password instead")
    window.writes("Password", PASSWORD)
    window.presses("Sign in")

    window.is_signed_in()
    window.reads("A password")
    phone.sees("This request has ended")


def test_a_wrong_password_is_told_and_the_phone_stays_one_link_away(
    window: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A12 F01
    complaints.allow(r"status of 400 .*/sign-in/password/")
    window.asks(ann)
    window.follows("Use your password instead")
    window.writes("Password", "not this one")
    window.presses("Sign in")
    window.reads("That username and password do not go together. Try again.")

    window.presses("Use the Handslag app instead")
    phone.approves(window.digits_shown())

    window.is_signed_in()


def test_the_way_used_last_in_this_browser_is_offered_first_next_time(
    window: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A12
    phone.closes()
    window.signs_in_by_password(ann)
    window.is_signed_in()
    phone.opens()
    window.signs_out()

    window.begins(ann)
    window.sees("Your password")
    window.presses("Use the Handslag app instead")
    phone.approves(window.digits_shown())
    window.is_signed_in()
    window.signs_out()

    window.begins(ann)
    window.sees("Approve sign-in")


def test_a_personal_account_begins_with_the_password_and_asks_the_phone_only_when_told_to(
    window: BrowserWindow, phone_side: PhoneWindow, eva: User
) -> None:  # A11 E07
    phone = ready_phone(phone_side, eva)
    window.begins(eva)
    window.sees("Your password")
    assert not ApprovalRequest.objects.filter(user=eva, kind="signin").exists()

    window.presses("Use the Handslag app instead")
    phone.approves(window.digits_shown())

    window.is_signed_in()


def test_a_personal_account_approves_without_a_number_on_a_browser_used_before(
    window: BrowserWindow, phone_side: PhoneWindow, eva: User
) -> None:  # A11 E07
    phone = ready_phone(phone_side, eva)
    window.page.goto("/sign-in/")
    window.was_used_before(eva, last_method="password")

    window.begins(eva)
    window.presses("Use the Handslag app instead")
    phone.is_asked()
    window.reads("Your phone has the request. Approve it there, then unlock.")
    expect(window.page.locator("[data-number]")).to_have_count(0)
    phone.presses("Approve")
    phone.sees("Approved")

    window.is_signed_in()
