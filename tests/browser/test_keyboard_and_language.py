"""Signing in without a mouse, and in Swedish (D09, H07)."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.users.models import User
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.journeys import (
    WRONG_NUMBER,
    BrowserWindow,
    PhoneWindow,
    other_than,
)
from tests.support.texts import swedish

MOST_TABS = 30


def test_the_browser_side_needs_no_mouse(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # H07
    complaints.allow(WRONG_NUMBER)
    keys = browser_side.page.keyboard
    browser_side.page.goto("/sign-in/")
    expect(browser_side.page.get_by_label("Username")).to_be_focused()
    keys.type(ann.username)
    keys.press("Enter")
    browser_side.sees("Approve sign-in")
    tab_to(browser_side, "Use your password instead")
    keys.press("Enter")
    expect(browser_side.page.get_by_label("Password")).to_be_focused()
    tab_to(browser_side, "Use the Handslag app instead")
    keys.press("Enter")

    number = browser_side.digits_shown()
    tab_to(browser_side, "Cancel")
    phone.is_asked()
    phone.gives(other_than(number))
    browser_side.is_told("The number did not match")
    tab_to(browser_side, "Get a new number", most=1)
    phone.presses("Done")
    keys.press("Enter")

    phone.approves(browser_side.digits_shown())
    browser_side.is_signed_in()
    tab_to(browser_side, "Sign out")
    keys.press("Enter")
    browser_side.sees("Shake hands on a number")


def test_the_whole_sign_in_speaks_swedish(new_window: NewWindow, ann: User) -> None:  # D09
    phone = PhoneWindow(new_window(**PHONE, locale="sv-SE"), words=swedish("djangojs"))
    browser = BrowserWindow(new_window(locale="sv-SE"), words=swedish("django"))

    phone.adds(ann, lock="pin")
    number = browser.asks(ann)
    expect(browser.page.locator("html")).to_have_attribute("lang", "sv")
    expect(phone.page.locator("html")).to_have_attribute("lang", "sv")
    phone.is_asked()
    browser.reads("Open Handslag on your phone and type this number.")
    phone.reads("A browser not used for this account before")
    browser.reads("Waiting for your phone…")
    phone.approves(number)

    browser.is_signed_in()


def test_the_language_is_chosen_at_the_foot_of_any_page_and_remembered(
    browser_side: BrowserWindow, ann: User
) -> None:  # D09
    browser_side.page.goto("/sign-in/")
    browser_side.presses("Svenska")
    expect(browser_side.page.locator("html")).to_have_attribute("lang", "sv")

    swede = BrowserWindow(browser_side.page, words=swedish("django"))
    swede.asks(ann)

    swede.reads("Use your password instead")


def tab_to(window: BrowserWindow, name: str, *, most: int = MOST_TABS) -> None:
    """Presses Tab until the link or button of this name has the focus."""
    for _ in range(most):
        window.page.keyboard.press("Tab")
        focused = window.page.locator(":focus")
        if focused.count() and focused.inner_text().strip() == name:
            return
    raise AssertionError(f"no way to {name} by Tab")
