"""My sign-ins: a stranger tried, its person sees how, says so, and reads what was done (D04)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.users.models import User
from tests.support.browser import NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.texts import swedish

EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE", "has_touch": True}
WIDE: dict[str, Any] = {"java_script_enabled": False}


@pytest.mark.parametrize("how", [WIDE, NARROW], ids=["wide, without scripts", "narrow, in Swedish"])
def test_a_try_that_was_denied_is_seen_step_by_step_and_disowned(
    how: dict[str, Any], new_window: NewWindow, phone: PhoneWindow, ann: User
) -> None:  # D04
    inspection = Inspection()
    stranger = BrowserWindow(new_window(user_agent=EDGE))
    stranger.asks(ann)
    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")
    own = BrowserWindow(new_window(**how), words=swedish("django") if how is NARROW else str)
    own.signs_in_by_password(ann)
    own.page.wait_for_url("**/signed-in/")

    own.page.goto("/security-info/sign-ins/")
    own.page.get_by_label(own.words("What came of it"), exact=True).select_option("out")
    own.presses("Show")
    own.reads(re.compile("Edge (on|på) Windows"))
    own.reads(re.compile(own.words("denied on your phone")))
    _look(inspection, own, how, "the sign-ins")
    own.page.get_by_role("link", name=re.compile(own.words("This wasn't me"))).click()
    own.sees("Was this not you?")
    _look(inspection, own, how, "the question")
    own.presses("This wasn't me")

    own.sees("You said that this was not you")
    own.reads("For a day your phone stays silent when a browser asks that you have not used before.")
    own.reads("We told your admins.")
    _look(inspection, own, how, "what was done")
    assert inspection.found == []


def _look(inspection: Inspection, window: BrowserWindow, how: dict[str, Any], where: str) -> None:
    """What looks for faults is a script itself."""
    if how is NARROW:
        inspection.look(window, where)
