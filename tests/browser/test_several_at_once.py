"""Several people and several browsers: each number counts only for its own request (A09, A15, T03)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from tests.support.asking import ask
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.journeys import (
    WRONG_NUMBER,
    BrowserWindow,
    PhoneWindow,
    newest_request,
)
from tests.support.people import make_person
from tests.support.ready_phone import ready_phone


@pytest.fixture
def second_browser(new_window: NewWindow) -> BrowserWindow:
    return BrowserWindow(new_window())


def test_two_people_at_once_each_get_their_own_request_and_number(
    browser_side: BrowserWindow,
    second_browser: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    new_window: NewWindow,
) -> None:  # A09
    bo = make_person(ann.tenant, "bo")
    bos_phone = ready_phone(PhoneWindow(new_window(**PHONE)), bo)
    anns_number = browser_side.asks(ann)
    bos_number = second_browser.asks(bo)
    phone.is_asked()
    bos_phone.is_asked()

    bos_phone.reads(bo.username)
    expect(bos_phone.page.get_by_text(ann.username)).to_have_count(0)
    bos_phone.approves(bos_number)
    second_browser.is_signed_in()
    second_browser.reads(bo.username)

    assert newest_request(ann).state == State.PENDING
    phone.approves(anns_number)
    browser_side.is_signed_in()
    browser_side.reads(ann.username)


def test_two_browsers_of_one_person_are_shown_one_at_a_time(
    browser_side: BrowserWindow, second_browser: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A15
    phone.closes()
    first_number = browser_side.asks(ann)
    second_number = second_browser.asks(ann)
    phone.opens_at_request()
    phone.reads("1 of 2 requests")

    phone.approves(first_number)
    browser_side.is_signed_in()
    assert newest_request(ann).state == State.PENDING

    phone.approves(second_number)
    second_browser.is_signed_in()


def test_the_number_of_another_browser_ends_only_the_request_it_was_given_for(
    browser_side: BrowserWindow,
    second_browser: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    complaints: Complaints,
) -> None:  # A15 T03
    complaints.allow(WRONG_NUMBER)
    browser_side.asks(ann)
    phone.is_asked()
    second_number = second_browser.asks(ann)

    phone.gives(second_number)
    phone.reads("That number does not match. This request has ended.")
    browser_side.is_told("The number did not match")
    assert second_browser.digits_shown() == second_number

    phone.approves(second_number)
    second_browser.is_signed_in()


def test_two_phones_of_one_person_both_show_the_request_and_one_answer_counts(
    browser_side: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    new_window: NewWindow,
) -> None:  # T07
    other_phone = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    number = browser_side.asks(ann)
    phone.is_asked()
    other_phone.is_asked()

    phone.approves(number)

    other_phone.sees("Answered on another phone")
    other_phone.reads("It was approved.")
    browser_side.is_signed_in()
    assert ApprovalRequest.objects.filter(user=ann, kind="signin").count() == 1


def test_the_same_app_in_two_tabs_answers_once(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # T11: one token, two tabs
    other_tab = PhoneWindow(phone.page.context.new_page())
    other_tab.opens()
    browser_side.asks(ann)
    phone.is_asked()
    other_tab.is_asked()

    other_tab.presses("Deny")

    other_tab.sees("Denied")
    phone.sees("Answered here")
    phone.reads("It was denied.")
    browser_side.is_told("Denied on your phone")


def test_a_storm_of_strangers_gives_way_without_a_word_and_the_own_browser_comes_first(
    browser_side: BrowserWindow, second_browser: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A15 T01
    second_browser.asks(ann)
    phone.is_asked()
    shown = newest_request(ann)
    for number in range(11):
        ask(ann, network=f"198.51.{number}.1")

    second_browser.is_told("Your request gave way")
    assert ApprovalRequest.objects.get(pk=shown.pk).state == State.DISPLACED
    phone.is_asked()
    expect(phone.page.get_by_text("This request has ended")).to_have_count(0)

    phone.closes()
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    number_shown = browser_side.asks(ann)
    phone.opens_at_request()
    phone.reads("1 of 10 requests")
    phone.approves(number_shown)
    browser_side.is_signed_in()
