"""Security info as a person walks through it: menu, default, removing, and where admins do it (D01, D02, E06)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.signin.road.looking_after import KEY
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.browser import Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.people import PASSWORD, allow, set_part
from tests.support.texts import swedish

NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}
WIDE: dict[str, Any] = {}


@pytest.mark.parametrize("how", [WIDE, NARROW], ids=["wide", "narrow, in Swedish"])
def test_a_person_looks_around_changes_the_default_and_is_told_what_removing_means(
    how: dict[str, Any], new_window: NewWindow, complaints: Complaints, ann: User
) -> None:  # D01 D02 E06
    complaints.allow(r"status of 403 .*/security-info/(remove|default)/")
    allow(ann.tenant, "passkey")
    allow(ann.tenant, "recovery_code")
    allow(ann.tenant, "authenticator_code")
    authenticator, _app = authenticator_of(ann)
    window = BrowserWindow(new_window(**how), words=swedish("django") if how is NARROW else str)
    inspection, say = Inspection(), window.words
    window.signs_in_by_password(ann)
    window.is_signed_in()

    window.page.goto("/security-info/")
    window.sees("Security info")
    inspection.look(window, "overview")
    menu = window.page.get_by_role("navigation", name=say("Security info"))
    if how is NARROW:
        expect(menu.get_by_role("link")).to_have_count(0)
        menu.locator("summary").click()
        inspection.look(window, "menu")
    expect(menu.get_by_role("link", name=say("Ways to sign in"))).to_have_attribute("aria-current", "page")
    menu.get_by_role("link", name=say("Sessions")).click()
    window.sees("Sessions")
    window.page.go_back()

    window.follows("Change default")
    window.sees("Change default")
    inspection.look(window, "default")
    window.page.locator("input[value=authenticator_code]").check()
    window.presses("Offer this first")
    window.reads("Default second step")

    window.page.locator("a[href*='/remove/authenticator_code/']").click()
    window.sees("Sign in again, in two steps")
    window.presses("Sign in again")
    window.writes("Password", PASSWORD)
    window.page.keyboard.press("Enter")
    window.page.locator("input[name=code]").fill(authenticator.code())
    window.page.keyboard.press("Enter")
    window.reads("What you then sign in with")
    inspection.look(window, "what removing means")
    window.presses("Remove")
    window.reads(re.compile(say("Removed: %(name)s.") % {"name": "My app"}))
    expect(window.page.locator("a[href*='/remove/']")).to_have_count(0)

    set_part(ann.tenant, KEY, by_themselves=False)
    window.page.reload()
    window.reads(
        "Lost a phone, or is something wrong? That you can always say yourself, and end your sessions."
    )
    inspection.look(window, "done for them")
    window.page.goto("/security-info/default/")
    window.sees("This is done for you")
    inspection.look(window, "refused")
    window.follows("Back to Security info")
    window.sees("Security info")
    assert inspection.found == []
