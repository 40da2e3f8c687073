"""Requests that do not end in a session: each says so in the browser, with the next sensible step (A08)."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.http import HttpRequest

from accounts.signin import unfinished
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.live.approval import ApprovalSocket
from idp import housekeeping
from tests.support.browser import Complaints, NewWindow
from tests.support.journeys import (
    WRONG_NUMBER,
    BrowserWindow,
    PhoneWindow,
    let_time_run_out,
    newest_request,
    other_than,
)
from tests.support.people import make_person, switch_off

PATIENCE_SECONDS = 20


def test_a_wrong_number_ends_the_request_and_the_browser_offers_a_new_one_that_works(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A05
    complaints.allow(WRONG_NUMBER)
    number = browser_side.asks(ann)
    phone.is_asked()
    phone.gives(other_than(number))
    phone.sees("That number does not match")
    browser_side.is_told("The number did not match")
    assert newest_request(ann).state == State.WRONG_NUMBER

    browser_side.presses("Get a new number")
    phone.approves(browser_side.digits_shown())

    browser_side.is_signed_in()


def test_a_wrong_choice_among_three_ends_the_request(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A05
    complaints.allow(WRONG_NUMBER)
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    number = browser_side.asks(ann)
    phone.is_asked()

    choices = phone.page.locator(".number-choice").all_inner_texts()
    phone.gives(next(choice for choice in choices if choice != number))

    assert len(set(choices)) == 3
    assert number in choices
    phone.sees("That number does not match")
    browser_side.is_told("The number did not match")


def test_denying_takes_one_tap_and_no_unlock(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A04
    phone.gets_lock().is_opened_by_its_person(False)
    browser_side.asks(ann)
    phone.is_asked()

    phone.presses("Deny")

    phone.sees("Denied")
    browser_side.is_told("Denied on your phone")
    assert newest_request(ann).state == State.DENIED


def test_a_request_runs_out_and_a_new_number_works(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08
    phone.closes()
    browser_side.asks(ann)

    let_time_run_out()
    housekeeping.run()
    browser_side.is_told("No answer in time")

    browser_side.presses("Get a new number")
    number = browser_side.digits_shown()
    phone.opens_at_request()
    phone.approves(number)
    browser_side.is_signed_in()


def test_an_answer_that_comes_too_late_signs_nobody_in(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A08
    complaints.allow(r"status of 410 .*/decision/")
    number = browser_side.asks(ann)
    asked_on = browser_side.page.url
    phone.is_asked()
    # An open page would see the end first, and the phone would hear of it while the number is given.
    browser_side.page.goto("about:blank")

    let_time_run_out()
    phone.gives(number)

    phone.sees("No answer in time")
    browser_side.page.goto(asked_on)
    browser_side.is_told("No answer in time")


def test_the_clock_of_the_phone_ends_the_request_on_its_screen(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08
    # A page that is open while its clock is put in place lives in 1970 for a moment, and its proofs are refused.
    phone.closes()
    phone.page.clock.install()
    phone.opens()
    browser_side.asks(ann)
    phone.is_asked()

    phone.page.clock.fast_forward("02:30")

    phone.sees("No answer in time")
    phone.presses("Done")


def test_cancelling_in_the_browser_takes_the_request_off_the_phone(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08 C11
    browser_side.asks(ann)
    phone.is_asked()

    browser_side.presses("Cancel")

    browser_side.sees("Sign in")
    phone.sees("This request has ended")
    phone.reads("The browser cancelled it.")
    phone.presses("Done")
    phone.sees("Accounts")
    assert newest_request(ann).state == State.CANCELLED


def test_a_page_that_is_cancelled_while_its_line_opens_complains_of_nothing(
    browser_side: BrowserWindow, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # A08
    is_opening, is_over, is_ended = (threading.Event() for _ in range(3))
    open_line, forget = ApprovalSocket.connect, unfinished.clear

    async def open_when_over(socket: ApprovalSocket) -> None:
        is_opening.set()
        try:
            await asyncio.to_thread(is_over.wait, PATIENCE_SECONDS)
            await open_line(socket)
        finally:
            is_ended.set()

    def forget_and_dawdle(request: HttpRequest) -> None:
        forget(request)
        request.session.save()
        is_over.set()
        is_ended.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(ApprovalSocket, "connect", open_when_over)
    monkeypatch.setattr(unfinished, "clear", forget_and_dawdle)
    browser_side.asks(ann)
    assert is_opening.wait(PATIENCE_SECONDS)

    browser_side.presses("Cancel")

    browser_side.sees("Sign in")
    assert is_ended.is_set()


def test_beginning_anew_in_the_same_browser_replaces_the_earlier_number(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A15
    browser_side.asks(ann)
    phone.is_asked()

    number = browser_side.asks(ann)

    phone.reads("This request has ended. The browser asked anew.")
    phone.approves(number)
    browser_side.is_signed_in()
    states = list(
        ApprovalRequest.objects.filter(kind="signin").order_by("asked_at").values_list("state", flat=True)
    )
    assert states == [State.SUPERSEDED, State.CONSUMED]


@pytest.mark.parametrize("username", ["nobody@nordljus.example", "bo@nordljus.example"])
def test_somebody_unknown_or_without_a_phone_waits_at_the_same_page_until_it_runs_out(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, username: str
) -> None:  # A18
    make_person(ann.tenant, "bo")
    browser_side.begins(username)
    browser_side.sees("Approve sign-in")
    assert len(browser_side.digits_shown()) == 2
    browser_side.reads("Waiting for your phone…")

    let_time_run_out()
    housekeeping.run()

    browser_side.is_told("No answer in time")
    phone.sees("Accounts")


def test_a_phone_reported_lost_can_answer_nothing_that_waits(
    browser_side: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    new_window: NewWindow,
) -> None:  # C11 D03 T08
    at_home = BrowserWindow(new_window())
    phone.closes()
    at_home.signs_in_by_password(ann)
    at_home.is_signed_in()
    phone.opens()
    browser_side.asks(ann)
    phone.is_asked()

    at_home.page.goto("/security-info/phones/")
    at_home.page.get_by_role("link", name="This was lost").click()
    at_home.presses("Yes, stop this phone")
    at_home.reads("can no longer approve anything.")

    browser_side.is_told("Stopped")
    phone.sees("No longer allowed")
    phone.reads("This phone was stopped on the web.")
    assert newest_request(ann).state == State.REVOKED
    phone.presses("Done")
    phone.reads("Stopped")
    browser_side.page.goto("/signed-in/")
    browser_side.sees("Sign in")


def test_what_is_turned_off_meanwhile_ends_at_once_and_the_page_says_why(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # E19
    browser_side.asks(ann)
    phone.is_asked()

    switch_off(ann.tenant, "phone")

    phone.sees("No longer allowed")
    browser_side.is_told("Stopped")
    browser_side.reads("was changed meanwhile")
    assert newest_request(ann).state == State.REVOKED
    browser_side.follows("Start again")
    browser_side.sees("Sign in")
