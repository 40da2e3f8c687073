"""Where one is signed in: two browsers of one person, and one that stays signed in when it is closed (A19, D04)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.users.models import User
from tests.support.browser import NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.people import PASSWORD, set_part
from tests.support.texts import swedish

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}
WIDE: dict[str, Any] = {}
ways_to_look = pytest.mark.parametrize("how", [WIDE, NARROW], ids=["wide", "narrow, in Swedish"])


def window_of(new_window: NewWindow, how: dict[str, Any], **options: Any) -> BrowserWindow:
    words = swedish("django") if how is NARROW else str
    return BrowserWindow(new_window(**{**how, **options}), words=words)


def looks(window: BrowserWindow) -> None:
    """Nothing on this page keeps anybody out, or is cut off."""
    inspection = Inspection()
    inspection.look(window, window.page.url)
    assert inspection.found == []


@ways_to_look
def test_one_browser_ends_the_other_which_is_told_so_at_its_next_step(
    how: dict[str, Any], new_window: NewWindow, ann: User
) -> None:  # D04 A19
    here = window_of(new_window, how)
    there = window_of(new_window, how, user_agent=FIREFOX)
    for window in (here, there):
        window.signs_in_by_password(ann)
        window.is_signed_in()

    here.page.goto("/security-info/sessions/")
    here.reads(re.compile("Firefox (on|på) Linux"))
    looks(here)
    here.page.get_by_role("link", name=here.words("Sign out there")).click()
    here.sees("Sign out there?")
    looks(here)
    here.presses("Sign out there")
    here.reads(re.compile("Firefox (on|på) Linux (is signed out|är utloggad)"))
    expect(here.page.get_by_role("link", name=here.words("Sign out there"))).to_have_count(0)

    there.page.goto("/security-info/")
    there.reads("You are signed in here no more. Sign in to go on.")
    looks(there)
    there.page.get_by_role("textbox").fill(ann.username)
    there.page.keyboard.press("Enter")
    there.writes("Password", PASSWORD)
    there.page.keyboard.press("Enter")
    there.sees("Security info")


@ways_to_look
def test_everywhere_signs_out_here_too(how: dict[str, Any], new_window: NewWindow, ann: User) -> None:  # A19
    here = window_of(new_window, how)
    there = window_of(new_window, how, user_agent=FIREFOX)
    for window in (here, there):
        window.signs_in_by_password(ann)
        window.is_signed_in()

    here.follows("Sign out everywhere")
    here.sees("Sign out everywhere?")
    looks(here)
    here.presses("Sign out everywhere")

    here.reads("You are signed out everywhere.")
    there.page.reload()
    there.reads("You are signed in here no more. Sign in to go on.")


@ways_to_look
@pytest.mark.parametrize("answer", ["Yes, stay signed in", "No"])
def test_who_stays_signed_in_is_so_when_the_browser_was_closed(
    answer: str, how: dict[str, Any], new_window: NewWindow, ann: User
) -> None:  # A19
    set_part(ann.tenant, "sessions", may_stay=True)
    window = window_of(new_window, how)
    window.signs_in_by_password(ann)
    window.sees("Stay signed in?")
    looks(window)
    window.presses(answer)
    window.is_signed_in()

    kept = window.page.context.storage_state()
    kept["cookies"] = [one for one in kept.get("cookies", []) if one.get("expires", -1) > 0]
    again = window_of(new_window, how, storage_state=kept)
    again.page.goto("/signed-in/")

    if answer == "No":
        expect(again.page).to_have_url(re.compile("/sign-in/"))
    else:
        again.sees("You are signed in")
        again.page.goto("/security-info/sessions/")
        again.reads("Stays signed in")
        again.reads("In this browser you chose to stay signed in when it is closed.")
        looks(again)
