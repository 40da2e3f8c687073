"""A thief has a session, or worse: the owner stops everything else, signed in or out, and walks back in (D10)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.alerts.models import Alert
from accounts.users.models import User
from tests.support.browser import Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import PASSWORD
from tests.support.phones import account_of, phone_of
from tests.support.texts import swedish

WRONG = "Something is wrong with my account"
THIEF = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "sv-SE",
    "has_touch": True,
    "is_mobile": True,
}
ways_to_look = pytest.mark.parametrize("how", [{}, NARROW], ids=["wide", "narrow, in Swedish"])


def window_of(new_window: NewWindow, **options: Any) -> BrowserWindow:
    words = swedish("django") if options.get("locale") == "sv-SE" else str
    return BrowserWindow(new_window(**options), words=words)


def looks(window: BrowserWindow) -> None:
    """Nothing on this page keeps anybody out, or is cut off."""
    inspection = Inspection()
    inspection.look(window, window.page.url)
    assert inspection.found == []


def signs_in_by_phone(window: BrowserWindow, phone: PhoneWindow, user: User) -> None:
    number = window.asks(user)
    phone.approves(number)
    window.is_signed_in()


@ways_to_look
def test_whoever_sees_a_session_that_is_not_theirs_stops_everything_else_and_walks_back_in(
    how: dict[str, Any], new_window: NewWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # D10 T19
    complaints.allow(r"status of 40[03]")
    thief, owner = window_of(new_window, user_agent=THIEF), window_of(new_window, **how)
    thief.signs_in_by_password(ann)
    thief.is_signed_in()
    signs_in_by_phone(owner, phone, ann)

    # Seen; then two actions: the row of the menu, which a narrow window opens first, and the button.
    owner.page.goto("/security-info/sessions/")
    owner.reads(re.compile("Firefox (on|på) Linux"))
    if how:
        owner.page.get_by_role("navigation", name=owner.words("Security info")).locator("summary").click()
    owner.follows("Something is wrong")
    owner.sees(WRONG)
    looks(owner)
    owner.presses("Stop everything else")
    owner.sees("Your way back")
    looks(owner)

    thief.page.goto("/security-info/")
    thief.reads("You are signed in here no more. Sign in to go on.")
    thief.signs_in_by_password(ann)
    expect(thief.page).to_have_url(re.compile("/sign-in/password/"))

    name = {"name": owner.words("Password")}
    owner.page.get_by_role("link", name=re.compile(owner.words("Bring back"))).click()
    owner.reads(re.compile(re.escape(owner.words("Bring back %(name)s?") % name)))
    owner.presses("Bring it back")
    owner.reads(re.compile(re.escape(owner.words("%(name)s can be used again.") % name)))
    assert Alert.objects.get().details["shown"] == ["phone"]


@ways_to_look
def test_whoever_cannot_sign_in_stops_everything_else_by_one_way(
    how: dict[str, Any], new_window: NewWindow, ann: User, complaints: Complaints
) -> None:  # D10 T22
    complaints.allow(r"status of 403")
    phone_of(ann)
    thief, owner = window_of(new_window, user_agent=THIEF), window_of(new_window, **how)
    thief.signs_in_by_password(ann)
    thief.is_signed_in()

    owner.page.goto("/sign-in/")
    owner.follows(WRONG)
    owner.sees("You cannot sign in")
    looks(owner)
    owner.page.get_by_role("textbox").fill(ann.username)
    owner.presses("Next")
    owner.sees("Choose how to show that it is you")
    looks(owner)
    owner.page.get_by_role("link", name=re.compile(owner.words("Password"))).first.click()
    owner.writes("Password", PASSWORD)
    owner.page.keyboard.press("Enter")
    owner.sees("Stop everything else?")
    looks(owner)
    owner.presses("Stop everything else")
    owner.sees("It is done")
    looks(owner)

    thief.page.goto("/security-info/")
    thief.reads("You are signed in here no more. Sign in to go on.")
    assert account_of(ann).state == "suspended"
    owner.follows("Sign in")
    owner.page.get_by_role("textbox").fill(ann.username)
    owner.page.keyboard.press("Enter")
    owner.follows("Use your password instead")
    owner.writes("Password", PASSWORD)
    owner.page.keyboard.press("Enter")
    owner.sees("What was stopped")
    looks(owner)
