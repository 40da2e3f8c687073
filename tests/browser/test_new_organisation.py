"""A new organisation, from nothing to its first person signed in by phone (E03, B02, A01)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tenants.resolve import tenant_of
from accounts.users.models import User
from tests.browser.test_helpdesk import MOST_ACTIONS, NARROW, Actions
from tests.support.browser import NewWindow
from tests.support.entering import enters_by_phone
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow, Words, seen_by_camera
from tests.support.people import make_person, make_tenant
from tests.support.texts import swedish

FIRST = "eva@solvik.example"


@pytest.fixture(params=[{}, NARROW], ids=["wide", "narrow, in Swedish"])
def looks(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How every window of the journey is opened."""
    looks: dict[str, Any] = request.param
    return looks


@pytest.fixture
def words(looks: dict[str, Any]) -> Words:
    return swedish("django") if looks else str


@pytest.fixture
def operator(
    new_window: NewWindow, looks: dict[str, Any], words: Words, transactional_db: None
) -> BrowserWindow:
    window = BrowserWindow(new_window(**looks), words=words)
    enters_by_phone(window, make_person(make_tenant("operators"), "you", role=User.Role.OPERATOR))
    return window


def test_the_first_person_of_a_new_organisation_signs_in_by_phone_within_twenty_actions(
    operator: BrowserWindow,
    new_window: NewWindow,
    phone_side: PhoneWindow,
    looks: dict[str, Any],
    words: Words,
) -> None:  # E03, B02, A01
    seen, actions = Inspection(), Actions()

    link = _makes(operator, actions, seen)
    hers = BrowserWindow(new_window(**looks), words=words)
    _adds_her_phone(hers, link, phone_side, actions, seen)
    again = BrowserWindow(new_window(**looks), words=words)
    actions.do("writes her name", lambda: again.begins(FIRST))
    again.sees("Approve sign-in")
    actions.do("gives the number", lambda: phone_side.approves(again.digits_shown()))

    again.is_signed_in()
    assert len(actions.done) <= MOST_ACTIONS, actions.done
    assert User.objects.get(username=FIRST).tenant == tenant_of(FIRST)
    assert seen.found == []


def _makes(operator: BrowserWindow, actions: Actions, seen: Inspection) -> str:
    """Adds the organisation with its first admin, and makes her link, which is handed over."""
    page = operator.page
    page.goto("/portal/organisations/add/")
    seen.look(operator, "a new organisation")
    actions.do("names it", lambda: page.locator("#id_name").fill("Solvik"))
    actions.do("writes its domain", lambda: page.locator("#id_domains").fill("solvik.example"))
    actions.do("names its first admin", lambda: page.locator("#id_admins").fill(FIRST))
    form = page.locator("#id_admins").locator("xpath=ancestor::form")
    actions.do("adds it", form.locator("[type=submit]").first.click)
    operator.sees("Admins")
    seen.look(operator, "the organisation")
    helping = page.locator("a[href$='#help']")
    actions.do("helps her in", helping.click)
    operator.sees("What you can do")
    seen.look(operator, "its first admin")
    actions.do("goes to make a link", lambda: page.locator("a[href$='/help/one-time-link/']").click())
    actions.do("makes it", lambda: operator.presses("Make the link"))
    return page.locator("[data-code]").inner_text()


def _adds_her_phone(
    hers: BrowserWindow, link: str, phone_side: PhoneWindow, actions: Actions, seen: Inspection
) -> None:
    actions.do("opens the link", lambda: hers.page.goto(link))
    actions.do("signs in once", lambda: hers.presses("Sign in once"))
    hers.page.wait_for_url("**/security-info/**")
    seen.look(hers, "what she comes to")
    app = hers.page.get_by_role("button", name=hers.words("Handslag app"))
    actions.do("adds a phone", app.click)
    hers.sees("Add your phone")
    phone_side.gets_lock()
    actions.do("scans", lambda: phone_side.scans(seen_by_camera(hers)))
    actions.do("says yes on the phone", phone_side.says_yes)
    hers.sees("Now try it")
    actions.do("tries it", lambda: phone_side.passes_test(hers.digits_shown()))
    phone_side.sees("Account added")
    actions.do("turns phone sign-in on", phone_side.enables)
    hers.sees("Your phone is added")
