"""A phone is lost, and only a password is left: what stops, what still works, and who can help (D03, F05)."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from accounts.users.models import User
from accounts.ways.one_time_link.services import grant
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow
from tests.support.pages import browser as client_of_nobody
from tests.support.phones import account_of, phone_of
from tests.support.sessions import make_stale

PHONES = "/security-info/phones/"


def test_whoever_lost_their_phone_says_so_goes_on_by_password_and_gets_in_anew_by_a_link(
    window: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # D03 F05
    complaints.allow(r"status of 403 .*/remove/")
    phone_of(ann)
    window.signs_in_by_password(ann)
    window.is_signed_in()

    window.page.goto(PHONES)
    window.page.get_by_role("link", name=window.words("This was lost")).click()
    window.page.get_by_role("heading", name="Ann's phone").wait_for()
    assert account_of(ann).state == "active", "asked, not done"
    window.presses("Yes, stop this phone")
    window.reads("Reported lost")
    window.page.get_by_text(window.words("What you have left is not enough")).first.wait_for()

    let_it_be_long_ago(window)
    window.page.goto("/security-info/")
    assert window.page.url.endswith("/sign-in/password/"), "what is left is asked"
    window.writes("Password", "correct horse battery")
    window.page.keyboard.press("Enter")
    window.sees("Security info")
    expect(window.page.get_by_role("button", name=window.words("Handslag app"))).to_have_count(0)
    window.page.goto(f"/security-info/remove/phone/{account_of(ann).pk}/")
    window.sees("What you have left is not enough")

    window.page.goto(f"/sign-in/one-time/{grant(ann, actor=None, now=timezone.now())}/")
    window.presses("Sign in once")
    window.page.wait_for_url("**/security-info/")
    window.page.get_by_role("button", name=window.words("Handslag app")).click()
    window.sees("Add your phone")


def let_it_be_long_ago(window: BrowserWindow) -> None:
    """As if this window had signed in long ago."""
    client = client_of_nobody()
    for cookie in window.page.context.cookies():
        client.cookies[cookie["name"]] = cookie["value"]
    make_stale(client)
