"""*It wasn't me*: the phone, the browser that asked, and the admins (A17)."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.users.models import User
from tests.support.browser import NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import change_policy

# A finger that is still there when the next screen comes, on the same spot.
TAPS_AGAIN_AT_ONCE = """() => new MutationObserver((_, observer) => {
  const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "It wasn't me");
  if (!button) return;
  observer.disconnect();
  const { x, y, width, height } = button.getBoundingClientRect();
  document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button")?.click();
  globalThis.tapped = true;
}).observe(document.body, { childList: true, subtree: true })"""


def test_one_tap_after_denying_ends_that_browsers_sign_in_and_says_what_it_did(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, new_window: NewWindow
) -> None:  # A17
    browser_side.asks(ann)
    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")

    phone.presses("It wasn't me")

    phone.sees("You told us that it was not you")
    phone.reads("We ended the sign-in in that browser.")
    phone.reads("We told your admins.")
    # As when its tab is come back to.
    browser_side.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    browser_side.is_told("Reported on the phone")
    expect(browser_side.button("Get a new number")).to_have_count(0)
    browser_side.follows("Start again")
    browser_side.sees("Sign in")

    own = BrowserWindow(new_window())
    own.signs_in_by_password(ann)
    own.is_signed_in()
    own.page.goto("/security-info/")
    own.reads("You told us that a sign-in was not yours")
    own.presses("I have read this")
    own.reads("Noted.")


def test_it_can_be_said_later_of_what_ended_by_itself_and_only_once(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A17
    browser_side.asks(ann)
    phone.is_asked()
    browser_side.presses("Cancel")
    phone.sees("This request has ended")
    phone.presses("Done")

    phone.presses("Recent requests")
    phone.reads("This request has ended")
    phone.presses("It wasn't me")
    phone.sees("You told us that it was not you")
    phone.presses("Done")

    phone.presses("Recent requests")
    phone.reads("You said that it was not you")
    expect(phone.button("It wasn't me")).to_have_count(0)


def test_where_sign_in_is_blocked_the_app_says_so_and_whom_to_ask(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A17
    change_policy(ann.tenant, when_reported="block")
    browser_side.asks(ann)
    phone.is_asked()
    phone.presses("Deny")

    phone.presses("It wasn't me")
    phone.reads("We blocked your sign-in.")
    phone.presses("Done")

    phone.reads("Cannot approve")
    phone.reads("Ask your admin to release it.")


def test_a_hasty_second_tap_on_deny_reports_nothing(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A04 A17
    browser_side.asks(ann)
    phone.is_asked()
    phone.page.evaluate(TAPS_AGAIN_AT_ONCE)
    phone.presses("Deny")

    phone.sees("Denied")
    phone.page.wait_for_function("globalThis.tapped")
    phone.sees("Denied")
    phone.presses("It wasn't me")
    phone.sees("You told us that it was not you")
