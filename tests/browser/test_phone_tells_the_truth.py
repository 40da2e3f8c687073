"""What happened is told on the phone at once and as it is, and hides nothing that comes next (C11)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, Route, expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.state import State
from devices.news import announce
from devices.phones import services
from devices.phones.models import PhoneAccount
from devices.phones.tokens import suspend_phone
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.journeys import (
    PIN,
    REQUESTS,
    WRONG_NUMBER,
    BrowserWindow,
    PhoneWindow,
    newest_request,
    other_than,
)
from tests.support.people import change_policy, make_person, make_tenant, switch_off
from tests.support.phones import account_of
from tests.support.ready_phone import ready_phone
from tests.support.server import Server
from tests.support.texts import swedish

ANOTHER_PIN = "730164"
AWAY = r"ERR_CONNECTION|ERR_INTERNET_DISCONNECTED|ERR_EMPTY_RESPONSE|WebSocket connection to .* failed"
PIN_ERASED = "The app's PIN was erased."


@pytest.fixture
def second_browser(new_window: NewWindow) -> BrowserWindow:
    return BrowserWindow(new_window())


def test_approved_gives_way_to_the_next_request_and_can_still_be_read(
    browser_side: BrowserWindow, second_browser: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C11
    phone.approves(browser_side.asks(ann))
    phone.sees("Approved")

    number = second_browser.asks(ann)

    phone.is_asked()
    phone.reads("Approved. You can go back to your browser.")
    phone.approves(number)
    second_browser.is_signed_in()


def test_a_wrong_number_and_a_denial_give_way_to_the_next_request(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A05 C11
    complaints.allow(WRONG_NUMBER)
    number = browser_side.asks(ann)
    phone.is_asked()
    phone.gives(other_than(number))
    phone.sees("That number does not match")
    browser_side.presses("Get a new number")

    phone.is_asked()
    phone.reads("That number does not match. This request has ended.")
    phone.presses("Deny")
    phone.sees("Denied")
    browser_side.presses("Get a new number")

    phone.is_asked()
    phone.reads("Denied. Nobody was signed in.")
    phone.approves(browser_side.digits_shown())
    browser_side.is_signed_in()


def test_news_that_were_on_their_way_do_not_bring_an_answered_request_back(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C11
    number = browser_side.asks(ann)
    phone.is_asked()
    held: list[tuple[Route, APIResponse]] = []
    phone.page.route(REQUESTS, lambda route: held.append((route, route.fetch())), times=1)
    with phone.page.expect_request(REQUESTS):
        announce.phones_have_news([account_of(ann).phone_id])
    phone.approves(number)
    phone.sees("Approved")

    [(route, earlier)] = held
    with phone.page.expect_response(REQUESTS):
        route.fulfill(response=earlier)
    with phone.page.expect_response(REQUESTS):
        announce.phones_have_news([account_of(ann).phone_id])

    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Approved")


def test_an_account_just_added_gives_way_to_the_next_request(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # B04 C11
    phone = ready_phone(phone_side, ann)
    phone.adds_up_to_the_end(make_person(make_tenant("sydvind"), "bo"))

    number = browser_side.asks(ann)

    phone.is_asked()
    phone.reads("Account added")
    phone.approves(number)
    browser_side.is_signed_in()


def test_who_comes_back_to_a_result_finds_the_accounts_and_can_still_read_it(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C11
    phone.approves(browser_side.asks(ann))
    phone.sees("Approved")

    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    phone.sees("Accounts")
    phone.reads("Approved. You can go back to your browser.")


def test_whoever_is_busy_is_told_that_a_request_waits_and_then_sees_it(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C11
    phone.menu(ann)
    phone.presses("Unregister")
    phone.sees("Unregister this phone from Nordljus?")

    number = browser_side.asks(ann)
    phone.reads("A request is waiting. It appears as soon as you are done here.")
    phone.presses("Keep")

    phone.approves(number)
    browser_side.is_signed_in()


def test_a_browser_hears_that_it_is_on_the_phones_screen_and_not_before(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    phone.menu(ann)
    phone.presses("Unregister")

    browser_side.asks(ann)
    phone.reads("A request is waiting.")
    browser_side.reads("Waiting for your phone…")
    phone.presses("Keep")

    phone.is_asked()
    browser_side.reads("Opened on your phone")


def test_an_app_that_waits_for_a_request_shows_it_and_says_so_in_one_call(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    calls: list[str] = []
    phone.page.on("request", lambda sent: calls.append(f"{sent.method} {urlsplit(sent.url).path}"))

    browser_side.asks(ann)
    phone.is_asked()
    browser_side.reads("Opened on your phone")

    assert "POST /device-api/v1/requests/open/" in calls
    assert not [call for call in calls if call.endswith("/seen/")]


def test_h05_an_app_is_told_of_a_request_by_a_server_of_the_release_before(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A08
    complaints.allow(r"status of 404 .*/requests/open/")
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    unknown = {"type": "about:blank", "code": "not_found", "detail": "Nothing is there.", "versions": [1]}
    phone.page.route("**/requests/open/", lambda route: route.fulfill(status=404, json=unknown))

    number = browser_side.asks(ann)
    phone.is_asked()
    browser_side.reads("Opened on your phone")
    phone.approves(number)

    browser_side.is_signed_in()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("approve", "It was approved."),
        ("deny", "It was denied."),
        ("wrong", "The number given there did not match."),
    ],
)
def test_another_phone_says_that_this_one_answered_and_how(
    browser_side: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    new_window: NewWindow,
    complaints: Complaints,
    answer: str,
    told: str,
) -> None:  # C11 T07
    complaints.allow(WRONG_NUMBER)
    other = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    number = browser_side.asks(ann)
    phone.is_asked()
    other.is_asked()
    if answer == "deny":
        phone.presses("Deny")
    else:
        phone.gives(number if answer == "approve" else other_than(number))

    other.sees("Answered on another phone")
    other.reads(told)


def test_an_answer_that_comes_after_another_phones_says_so_too(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, new_window: NewWindow, complaints: Complaints
) -> None:  # C11
    complaints.allow(r"status of 409 .*/decision/")
    other = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    number = browser_side.asks(ann)
    phone.is_asked()
    other.is_asked()
    # It hears nothing meanwhile, as when it is just out of reach.
    other.page.route(REQUESTS, lambda route: route.abort())
    complaints.allow("ERR_FAILED")
    phone.approves(number)
    # Until then a no still counts.
    browser_side.is_signed_in()

    other.presses("Deny")

    other.sees("Answered on another phone")
    other.reads("It was approved.")


def test_time_that_runs_out_on_a_phone_out_of_reach_says_only_what_it_knows(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, new_window: NewWindow, complaints: Complaints
) -> None:  # A08 C11
    complaints.allow(AWAY)
    other = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    phone.closes()
    phone.page.clock.install()
    phone.opens()
    number = browser_side.asks(ann)
    phone.is_asked()
    phone.page.context.set_offline(True)
    other.approves(number)

    phone.page.clock.fast_forward("02:30")

    phone.sees("This request has ended")
    expect(phone.page.get_by_text("Nobody was signed in")).to_have_count(0)


def test_a_phone_of_an_account_reported_lost_while_it_is_asked_says_so_and_shows_no_next_request(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, new_window: NewWindow
) -> None:  # C11 D03
    other = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    browser_side.asks(ann)
    phone.is_asked()
    other.is_asked()

    services.suspend_account(PhoneAccount.objects.filter(user=ann).earliest("created_at"), actor=ann)

    phone.sees("No longer allowed")
    phone.reads("This phone was stopped on the web.")
    phone.presses("Done")
    phone.reads("Stopped")
    expect(phone.page.locator("summary")).to_have_count(0)


def test_an_app_open_all_along_shows_at_once_that_the_account_ended_or_was_suspended(
    phone: PhoneWindow, ann: User
) -> None:  # C03 C11
    phone.reads("Phone sign-in enabled")

    services.suspend_account(account_of(ann), actor=ann)
    phone.reads("Stopped")
    phone.reads("Bring it back there, at Security info, with another way to sign in.")
    services.remove_account(account_of(ann), actor=ann)

    phone.reads("Ended on the web")
    phone.reads("To come back, add the account anew from Security info.")


def test_an_app_open_all_along_says_at_once_that_its_phone_was_suspended(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # C11 T17
    complaints.allow(r"status of 401 ")
    phone.closes()
    phone.page.clock.install()
    phone.opens()
    phone.reads("Phone sign-in enabled")
    browser_side.asks(ann)
    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")
    # From now on its clock stands: nothing but the news itself brings what follows.
    phone.page.clock.pause_at(timezone.now() + timedelta(seconds=2))

    suspend_phone(account_of(ann).phone, why="spent_token")

    phone.sees("This phone is stopped")


def test_phone_sign_in_turned_off_shows_on_the_account_at_once_and_after_a_reload(
    phone: PhoneWindow, nordljus: Tenant
) -> None:  # C11 E19
    phone.reads("Phone sign-in enabled")

    switch_off(nordljus, "phone")

    phone.reads("Cannot approve")
    phone.reads("Your organisation has not turned phone sign-in on for you. Ask your admin.")
    phone.page.reload()
    phone.reads("Cannot approve")
    expect(phone.page.get_by_text("Phone sign-in enabled")).to_have_count(0)


def test_a_pin_that_the_organisation_no_longer_accepts_shows_on_the_account(
    phone_side: PhoneWindow, ann: User
) -> None:  # C11 E20
    phone_side.adds(ann, lock="pin")
    phone_side.reads("Phone sign-in enabled")

    change_policy(ann.tenant, unlock="platform")

    phone_side.reads("Cannot approve")
    phone_side.reads("Your organisation accepts only the phone's own lock.")


def test_a_pin_erased_after_five_tries_shows_on_the_account_with_what_to_do(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # C11 E20
    phone_side.adds(ann, lock="pin")
    phone_side.forgets_pin(browser_side.asks(ann), wrong=ANOTHER_PIN)
    phone_side.reads(PIN_ERASED)

    phone_side.presses("Deny")
    phone_side.presses("Done")

    phone_side.reads("Cannot approve")
    phone_side.reads(PIN_ERASED)
    phone_side.page.reload()
    phone_side.reads("Cannot approve")
    expect(phone_side.page.get_by_text("Phone sign-in enabled")).to_have_count(0)


def test_a_new_pin_made_for_another_account_does_not_bring_the_erased_one_back(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # C11 E20
    phone_side.adds(ann, lock="pin")
    phone_side.forgets_pin(browser_side.asks(ann), wrong=ANOTHER_PIN)
    phone_side.reads(PIN_ERASED)
    phone_side.presses("Deny")
    phone_side.presses("Done")

    phone_side.adds(make_person(make_tenant("sydvind"), "bo"), lock="pin", enable=False)

    row = phone_side.page.locator(".row").filter(has_text=ann.username)
    expect(row).to_contain_text("Cannot approve")
    expect(row).to_contain_text(PIN_ERASED)


def test_no_connection_goes_as_soon_as_the_line_is_back(
    phone: PhoneWindow, complaints: Complaints
) -> None:  # C11
    complaints.allow(AWAY)
    phone.page.context.set_offline(True)
    phone.presses("Check for requests")
    phone.reads("No connection.")

    phone.page.context.set_offline(False)

    expect(phone.page.get_by_text(re.compile("no connection", re.IGNORECASE))).to_have_count(0)


def test_a_server_that_was_away_is_told_and_then_no_longer(
    phone: PhoneWindow, server: Server, complaints: Complaints
) -> None:  # C11
    complaints.allow(AWAY)
    server.stop()
    phone.reads("No connection.")

    server.start()

    expect(phone.page.get_by_text("No connection.")).to_have_count(0)


def test_a_screen_lock_set_up_meanwhile_is_noticed_when_the_app_is_come_back_to(
    phone_side: PhoneWindow, ann: User
) -> None:  # B07 C11
    change_policy(ann.tenant, unlock="platform")
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)
    phone.presses("Enable phone sign-in")
    phone.presses("Set up the lock")
    phone.reads("This phone has no screen lock that the browser can use.")

    phone.gets_lock()
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    phone.page.get_by_role("button", name="Use this phone's own lock").click()
    phone.reads("Phone sign-in is enabled.")


def test_a_lock_set_up_while_a_request_waits_opens_that_request(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # B07 C11
    change_policy(ann.tenant, two_step=True)
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)
    phone.lock = "pin"
    browser_side.signs_in_by_password(ann)
    number = browser_side.digits_shown()
    phone.is_asked()
    phone.gives(number)
    phone.reads("This account has no lock yet.")

    phone.presses("Set up the lock")
    phone.sees("Choose your lock")
    phone.chooses_lock()

    phone.approves(number)
    browser_side.is_signed_in()


def test_a_number_tapped_by_mistake_is_changed_before_the_pin(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # A05 A06
    phone_side.adds(ann, lock="pin")
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    number = browser_side.asks(ann)
    phone_side.is_asked()
    wrong = next(one for one in phone_side.page.locator(".number-choice").all_inner_texts() if one != number)

    phone_side.gives(wrong)
    phone_side.reads(f"Your number: {wrong}")
    deny = phone_side.button("Deny").bounding_box()
    assert deny is not None
    assert deny["y"] + deny["height"] <= phone_side.page.evaluate("innerHeight")
    phone_side.presses("Change it")
    assert newest_request(ann).state == State.PENDING
    phone_side.gives(number)
    phone_side.unlocks(PIN)

    phone_side.sees("Approved")
    browser_side.is_signed_in()


def test_a_number_tapped_by_mistake_is_changed_before_the_phones_own_lock(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A05 A06
    lock = phone.gets_lock()
    number = browser_side.asks(ann)
    phone.is_asked()

    lock.waits_for_its_person(True)
    phone.gives(other_than(number))
    phone.reads("Unlock the phone to approve.")
    phone.presses("Change it")
    lock.waits_for_its_person(False)
    phone.gives(number)

    phone.sees("Approved")
    browser_side.is_signed_in()


def test_a_request_that_ended_while_the_number_was_given_is_told_in_swedish(
    browser_side: BrowserWindow, new_window: NewWindow, ann: User
) -> None:  # C11 D09
    phone = ready_phone(PhoneWindow(new_window(**PHONE, locale="sv-SE"), words=swedish("djangojs")), ann)
    other = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    number = browser_side.asks(ann)
    phone.is_asked()

    other.approves(number)

    phone.sees("Answered on another phone")
    phone.reads("It was approved.")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Besvarad på en annan telefon")
