"""The phone as the second step, what is offered beside it, and what comes first next time (A12, A26, F01-F03)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import allow, change_policy, set_part
from tests.support.ready_phone import ready_phone

SECOND_STEP = "Second step: approve on your phone"
NOT_ENOUGH = (
    "Your organisation asks for one more step than this account has. Ask your admin for a one-time link, then add one "
    "more way to sign in."
)


@pytest.fixture
def two_step(nordljus: Tenant, ann: User) -> User:
    change_policy(nordljus, two_step=True)
    return ann


@pytest.fixture
def authenticator(two_step: User) -> Authenticator:
    allow(two_step.tenant, "authenticator_code")
    return authenticator_of(two_step)[0]


def test_after_the_password_a_phone_with_notifications_only_is_asked_and_unlocked(
    window: BrowserWindow, phone_side: PhoneWindow, two_step: User
) -> None:  # F02, A13
    phone = ready_phone(phone_side, two_step, enable=False)
    window.signs_in_by_password(two_step)
    window.sees(SECOND_STEP)

    phone.is_asked()
    phone.reads("Second step of your sign-in at Nordljus")
    window.reads("Your phone has the request. Give it this number, then unlock.")
    phone.approves(window.digits_shown())

    window.is_signed_in()
    window.reads("unlocked by its person")


def test_without_the_unlock_where_the_policy_says_so(
    window: BrowserWindow, phone_side: PhoneWindow, two_step: User
) -> None:  # F03
    change_policy(two_step.tenant, unlock_second_step=False)
    phone = ready_phone(phone_side, two_step, enable=False)
    # Whoever holds the phone could not open it: nothing asks them to.
    phone.gets_lock().is_opened_by_its_person(False)
    window.signs_in_by_password(two_step)

    phone.is_asked()
    window.reads("Your phone has the request. Give it this number.")
    phone.gives(window.digits_shown())
    phone.sees("Approved")

    window.is_signed_in()
    window.reads("a key on the phone")
    expect(window.page.get_by_text(window.words("unlocked by its person"))).to_have_count(0)


def test_phone_sign_in_is_still_unlocked_there(
    window: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # F03
    change_policy(ann.tenant, unlock_second_step=False)
    phone.gets_lock().is_opened_by_its_person(False)

    number = window.asks(ann)
    phone.is_asked()
    phone.gives(number)

    phone.reads("The phone was not unlocked.")


def test_a_lost_phone_is_neither_asked_nor_named(
    window: BrowserWindow, phone_side: PhoneWindow, two_step: User, authenticator: Authenticator
) -> None:  # F01, F02
    ready_phone(phone_side, two_step).closes()
    two_step.phoneaccount_set.update(state="suspended")

    window.signs_in_by_password(two_step)

    window.sees("Authenticator code")
    for words in ("Use the Handslag app instead", "Other ways to sign in"):
        expect(window.page.get_by_text(window.words(words))).to_have_count(0)
    window.writes("Code", authenticator.code())
    window.presses("Continue")
    window.is_signed_in()


def test_with_a_lost_phone_alone_the_password_is_not_enough(
    window: BrowserWindow, phone_side: PhoneWindow, two_step: User, complaints: Complaints
) -> None:  # F01
    complaints.allow(r"status of 403 .*/sign-in/password/")
    ready_phone(phone_side, two_step).closes()
    two_step.phoneaccount_set.update(state="suspended")

    window.signs_in_by_password(two_step)

    window.reads(NOT_ENOUGH)


def test_a_phone_that_stays_silent_leaves_the_other_way(
    window: BrowserWindow, phone_side: PhoneWindow, two_step: User, authenticator: Authenticator
) -> None:  # F01, F02, A12
    ready_phone(phone_side, two_step, enable=False).closes()
    window.signs_in_by_password(two_step)
    window.sees(SECOND_STEP)

    window.follows("Use an authenticator code instead")
    window.writes("Code", authenticator.code())
    window.presses("Continue")
    window.is_signed_in()
    window.signs_out()

    window.signs_in_by_password(two_step)
    window.sees("Authenticator code")


def test_the_strongest_comes_first_where_the_policy_says_so(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A26
    phone.closes()
    browser_side.signs_in_by_password(ann)
    browser_side.is_signed_in()
    browser_side.signs_out()
    browser_side.begins(ann)
    browser_side.sees("Your password")
    set_part(ann.tenant, "offering", strongest_first=True)

    # In this browser the phone never worked: the strongest that did.
    browser_side.begins(ann)
    browser_side.sees("Your password")
    browser_side.presses("Use the Handslag app instead")
    phone.opens_at_request()
    phone.approves(browser_side.digits_shown())
    browser_side.is_signed_in()
    browser_side.signs_out()
    browser_side.begins(ann)
    browser_side.follows("Use your password instead")
    browser_side.writes("Password", "correct horse battery")
    browser_side.page.keyboard.press("Enter")
    browser_side.is_signed_in()
    browser_side.signs_out()

    browser_side.begins(ann)
    browser_side.sees("Approve sign-in")
