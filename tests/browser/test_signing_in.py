"""Username, number, phone, signed in: the road most people walk every day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.callers import nonces
from tests.support.acts import Acts
from tests.support.browser import Complaints
from tests.support.journeys import MAY_ANSWER, BrowserWindow, PhoneWindow, newest_request
from tests.support.people import change_policy

# And the phone's own lock.
TAPS_TO_APPROVE = 3


def test_a_new_browser_signs_in_by_a_typed_number_and_its_page_moves_on_by_itself(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A01 A02 A04 A05 A06 A07 A08 E07
    acts = Acts(phone)
    phone.opens()
    number = browser_side.asks(ann)
    phone.is_asked()
    browser_side.reads("Waiting for your phone…")

    phone.approves(number)

    browser_side.is_signed_in()
    assert 0 < acts.count <= TAPS_TO_APPROVE, acts.done


def test_a_browser_used_before_signs_in_by_a_number_chosen_from_three(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A05 E07
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    acts = Acts(phone)
    phone.opens()

    number = browser_side.asks(ann)
    phone.is_asked()
    browser_side.reads("Opened on your phone")
    phone.approves(number)

    browser_side.is_signed_in()
    assert 0 < acts.count <= TAPS_TO_APPROVE, acts.done


def test_reloading_and_going_back_keep_the_same_number(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A02 A15
    number = browser_side.asks(ann)

    browser_side.page.reload()
    after_reload = browser_side.digits_shown()
    browser_side.follows("Use your password instead")
    browser_side.sees("Your password")
    browser_side.page.go_back()
    browser_side.sees("Approve sign-in")

    assert number == after_reload == browser_side.digits_shown()
    phone.approves(number)
    browser_side.is_signed_in()


def test_sending_again_comes_after_half_a_minute_twice_and_keeps_the_number(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A03 limits: resend after 30 s, twice
    number = browser_side.asks(ann)
    expect(browser_side.button("Send again")).to_be_disabled()
    earlier = newest_request(ann).asked_at - timedelta(seconds=31)
    ApprovalRequest.objects.filter(user=ann, kind="signin").update(asked_at=earlier)

    for _ in range(2):
        browser_side.page.reload()
        with browser_side.page.expect_navigation():
            browser_side.presses("Send again")
        assert browser_side.digits_shown() == number

    expect(browser_side.button("Send again")).to_have_count(0)
    phone.approves(number)
    browser_side.is_signed_in()


def test_six_digits_are_always_typed(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # E07
    change_policy(ann.tenant, digits=6)
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)

    number = browser_side.asks(ann)
    assert len(number) == 6
    phone.approves(number)

    browser_side.is_signed_in()


def test_a_phone_that_was_closed_finds_the_request_by_being_opened(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A03 C08
    phone.closes()

    number = browser_side.asks(ann)
    phone.opens_at_request()
    phone.approves(number)

    browser_side.is_signed_in()


def test_a_phone_left_open_for_long_learns_the_nonce_of_now_by_one_refusal(
    browser_side: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    complaints: Complaints,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # T10
    complaints.allow(r"status of 401 .*/device-api/v1/")
    now = nonces._window_now()
    monkeypatch.setattr(nonces, "_window_now", lambda: now + 5)

    phone.approves(browser_side.asks(ann))

    browser_side.is_signed_in()


def test_the_phone_says_who_asks_from_where_and_when_before_anything_can_be_approved(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A04
    browser_side.asks(ann)
    phone.is_asked()

    for fact in (
        "Nordljus",
        ann.username,
        "Handslag",
        "Chrome on Linux",
        "on your own network",
        "127.0.0.1",
        "just now",
    ):
        phone.reads(fact)
    phone.reads("A browser not used for this account before")
    phone.reads(re.compile(r"\d:\d\d left"))
    expect(phone.button("Deny")).to_be_enabled()


def test_whoever_comes_back_to_the_request_waits_the_whole_half_second_before_it_can_be_approved(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # T27
    browser_side.asks(ann)
    phone.is_asked()
    phone.page.locator(MAY_ANSWER).wait_for()

    is_inert = phone.page.evaluate(
        """async () => {
          const comesOrGoes = () => document.dispatchEvent(new Event("visibilitychange"));
          const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
          comesOrGoes();
          await later(400);
          comesOrGoes();
          await later(200);
          return document.querySelector(".frame-foot-row > [type=submit]").inert;
        }"""
    )

    assert is_inert
    phone.page.locator(MAY_ANSWER).wait_for()
