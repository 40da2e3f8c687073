"""When something is missing: websockets, scripts, for a moment the server itself (A07)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect
from pytest_django import Settings

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from tests.support.browser import Complaints, NewWindow
from tests.support.busy import lock_of_another, wait_less_long
from tests.support.journeys import BrowserWindow, PhoneWindow, newest_request
from tests.support.server import Server
from tests.support.waiting import until

# A page tries again after a quarter to five quarters of its pause: a slow machine may take a quarter of half a minute.
LONGEST_REST = "Math.random = () => 0.999"
AWAY = r"ERR_CONNECTION|WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED|ERR_EMPTY_RESPONSE"


def test_without_websockets_the_browser_asks_by_itself_and_finishes(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A07
    block_sockets(browser_side.page, "**/live/approval/")
    number = browser_side.asks(ann)
    phone.is_asked()

    phone.approves(number)

    browser_side.is_signed_in()


def test_without_websockets_the_phone_asks_by_itself(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C08
    block_sockets(phone.page, "**/live/phone/")
    phone.opens()

    number = browser_side.asks(ann)
    phone.approves(number)

    browser_side.is_signed_in()


def test_t32_who_finds_no_room_for_a_socket_asks_and_leaves_the_server_alone(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, settings: Settings
) -> None:  # A07 C08
    settings.MOST_SOCKETS = 0
    opened: list[str] = []
    for page in (browser_side.page, phone.page):
        page.add_init_script(LONGEST_REST)
        page.on("websocket", lambda socket: opened.append(urlsplit(socket.url).path))
    phone.opens()

    number = browser_side.asks(ann)
    phone.is_asked()
    phone.approves(number)

    browser_side.is_signed_in()
    assert opened.count("/live/approval/") == 1
    assert opened.count("/live/phone/") <= 2  # the app may be loaded twice


def test_t32_a_phone_refused_while_it_makes_its_proof_says_nothing_more_and_keeps_no_lock(
    phone: PhoneWindow, settings: Settings
) -> None:
    settings.MOST_SOCKETS = 0
    refused: list[str] = []
    phone.page.on("websocket", lambda opened: opened.on("close", lambda one: refused.append(one.url)))

    phone.opens()
    # Asking the page for something lets Playwright hear of the socket.
    until(lambda: phone.page.evaluate("true") and refused)

    phone.page.wait_for_function("navigator.locks.query().then(({ held }) => held.length === 0)")


def test_without_scripts_a_continue_button_finishes_and_before_that_says_still_waiting(
    new_window: NewWindow, phone: PhoneWindow, ann: User
) -> None:  # A07
    plain = BrowserWindow(new_window(java_script_enabled=False))
    number = plain.asks(ann)
    phone.is_asked()
    plain.presses("Continue")
    # Playwright looks for no text inside <noscript>.
    expect(plain.page.locator(".notice:visible")).to_have_text(
        "Still waiting: your phone has not answered yet."
    )
    assert plain.digits_shown() == number

    phone.approves(number)
    plain.presses("Continue")

    plain.is_signed_in()


def test_without_scripts_a_wrong_ending_is_told_too(
    new_window: NewWindow, phone: PhoneWindow, ann: User
) -> None:  # A07 A08
    plain = BrowserWindow(new_window(java_script_enabled=False))
    plain.asks(ann)
    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")

    plain.presses("Continue")

    plain.is_told("Denied on your phone")
    plain.presses("Get a new number")
    plain.digits_shown()


def test_the_server_restarts_while_a_browser_waits_and_both_windows_go_on(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, server: Server, complaints: Complaints
) -> None:  # A07 T-fault: killed between steps
    complaints.allow(AWAY)
    number = browser_side.asks(ann)
    phone.is_asked()

    server.stop()
    server.start()
    phone.approves(number)

    browser_side.is_signed_in()


def test_the_server_restarts_after_the_answer_and_only_the_approved_browser_gets_in(
    browser_side: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    server: Server,
    new_window: NewWindow,
    complaints: Complaints,
) -> None:  # A09 I3 T-fault: killed between steps
    complaints.allow(AWAY)
    stranger = BrowserWindow(new_window())
    number = browser_side.asks(ann)
    phone.is_asked()
    stranger.asks(ann)
    browser_side.page.context.set_offline(True)
    phone.approves(number)
    assert ApprovalRequest.objects.get(number=number, kind="signin").state == State.APPROVED

    server.stop()
    server.start()
    browser_side.page.context.set_offline(False)

    browser_side.is_signed_in()
    assert newest_request(ann).state == State.PENDING
    expect(stranger.page.locator("[data-approval]")).to_have_attribute("data-state", "waiting")
    stranger.page.goto("/signed-in/")
    stranger.sees("Sign in")


def block_sockets(page: Page, address: str) -> None:
    """As a proxy does that knows no websockets."""

    def refuse(socket: WebSocketRoute) -> None:
        socket.close()

    page.route_web_socket(address, refuse)


def test_an_answer_that_found_the_database_away_is_sent_again_as_it_is(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # H09
    complaints.allow("status of 503")
    number = browser_side.asks(ann)
    phone.is_asked()
    problem = {"status": 503, "content_type": "application/problem+json", "body": '{"code": "unavailable"}'}
    phone.page.route("**/decision/", lambda route: route.fulfill(**problem), times=2)

    phone.approves(number)

    browser_side.is_signed_in()


def test_a_page_that_found_the_database_busy_comes_back_and_finishes(
    browser_side: BrowserWindow,
    phone: PhoneWindow,
    ann: User,
    complaints: Complaints,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # H09
    complaints.allow("status of 503")
    wait_less_long(monkeypatch, seconds=0.2)
    number = browser_side.asks(ann)
    with lock_of_another() as lock:

        def while_it_is_taken(route: Route) -> None:
            lock.take()
            route.continue_()

        browser_side.page.route("**/sign-in/phone/", while_it_is_taken, times=1)
        phone.approves(number)
        browser_side.sees("Handslag cannot answer just now")

    browser_side.is_signed_in()
