"""A lost phone, from the call to the helpdesk to its person signed in with a new one (E04, E05)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.browser import Complaints, NewWindow
from tests.support.entering import enters_by_phone
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow, seen_by_camera
from tests.support.passes import use_passes
from tests.support.people import make_person
from tests.support.phones import phone_of
from tests.support.texts import swedish

NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}
MOST_ACTIONS = 20


class Actions:
    """What two people did, one after the other."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def do(self, what: str, act: Callable[[], object]) -> None:
        self.done.append(what)
        act()


@pytest.fixture(params=[{}, NARROW], ids=["wide", "narrow, in Swedish"])
def helpdesk(request: pytest.FixtureRequest, new_window: NewWindow, nordljus: Tenant) -> BrowserWindow:
    window = BrowserWindow(new_window(**request.param), words=swedish("django") if request.param else str)
    enters_by_phone(window, make_person(nordljus, "help", role=User.Role.HELPDESK))
    return window


def test_a_lost_phone_is_replaced_within_twenty_actions_of_two_people(
    helpdesk: BrowserWindow,
    new_window: NewWindow,
    phone_side: PhoneWindow,
    complaints: Complaints,
    nordljus: Tenant,
    ann: User,
) -> None:  # E04, E05, B13
    complaints.allow(r"status of 4\d\d")
    use_passes(nordljus)
    phone_of(ann, label="Lost")
    seen, actions, window = Inspection(), Actions(), BrowserWindow(new_window())

    secret = _helps(helpdesk, ann, actions, seen)
    _comes_in(window, ann, secret, actions)
    _adds(window, phone_side, actions)
    window = BrowserWindow(new_window())
    numbers: list[str] = []
    actions.do("writes her name", lambda: numbers.append(window.asks(ann)))
    actions.do("gives the number", lambda: phone_side.approves(numbers[0]))

    window.is_signed_in()
    assert len(actions.done) <= MOST_ACTIONS, actions.done
    assert PhoneAccount.objects.get(name="Lost").state == "suspended"
    assert seen.found == []


def _helps(helpdesk: BrowserWindow, ann: User, actions: Actions, seen: Inspection) -> str:
    """Finds her, has her register anew, and makes a pass, which is read out."""
    helpdesk.page.goto("/portal/users/")
    seen.look(helpdesk, "users")
    search = helpdesk.page.locator("#finder-words")
    actions.do("looks for her", lambda: search.fill(ann.username))
    actions.do("finds her", lambda: search.press("Enter"))
    named = helpdesk.page.get_by_role("link", name=ann.display_name or ann.username)
    actions.do("opens her page", named.click)
    helpdesk.sees("What you can do")
    seen.look(helpdesk, "her page")
    actions.do("has her register anew", lambda: helpdesk.follows("Require re-registration"))
    seen.look(helpdesk, "asked first")
    actions.do("says yes", lambda: helpdesk.presses("Require re-registration"))
    helpdesk.reads("They set up their ways to sign in anew.")
    seen.look(helpdesk, "her page afterwards")
    actions.do("goes to make a pass", lambda: helpdesk.follows("Make a pass"))
    actions.do("makes it", lambda: helpdesk.presses("Make the pass"))
    return helpdesk.page.locator("[data-code]").inner_text()


def _comes_in(window: BrowserWindow, ann: User, secret: str, actions: Actions) -> None:
    actions.do("writes her name", lambda: window.begins(ann))
    actions.do("looks for another way", lambda: window.follows("Other ways"))
    by_pass = window.page.get_by_text("Temporary Access Pass", exact=True)
    actions.do("chooses the pass", by_pass.click)
    window.sees("Your pass")
    window.page.get_by_role("textbox").fill(secret)
    actions.do("writes the pass", lambda: window.page.keyboard.press("Enter"))
    window.sees("Keep your account secure")


def _adds(window: BrowserWindow, phone_side: PhoneWindow, actions: Actions) -> None:
    app = window.page.get_by_role("button", name="Handslag app")
    actions.do("adds a phone", app.click)
    window.sees("Add your phone")
    phone_side.gets_lock()
    actions.do("scans", lambda: phone_side.scans(seen_by_camera(window)))
    actions.do("says yes on the phone", phone_side.says_yes)
    window.sees("Now try it")
    actions.do("tries it", lambda: phone_side.passes_test(window.digits_shown()))
    phone_side.sees("Account added")
    actions.do("turns phone sign-in on", phone_side.enables)
    window.sees("Your phone is added")
    actions.do("goes on", lambda: window.presses("Continue"))
    window.sees("Ready to use")
