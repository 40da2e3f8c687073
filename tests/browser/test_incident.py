"""A flood of prompts: an admin sees it, understands it, stops it, and undoes that when it is over (A16, E12, E17)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Response, expect
from pytest_django import Settings

from accounts.alerts.models import Alert
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.reporting.floods import FLOOD
from tests.browser.test_helpdesk import MOST_ACTIONS, NARROW, Actions
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.kept_log import keep_log
from tests.support.people import make_person
from tests.support.ready_phone import ready_phone
from tests.support.texts import swedish

MIDDLE: dict[str, Any] = {"viewport": {"width": 768, "height": 1024}, "color_scheme": "dark"}
# What one network may begin in a minute is the attacker's only brake.
MOST_PROMPTS = 9
THEIRS, ELSEWHERE, OFFICE = "8.8.8.8", "9.9.9.9", "198.51.100.7"
BLOCKED_THERE = "%(network)s is blocked: strangers there can no longer begin to sign in."
RELEASED = "%(network)s is released."
LOOK_AGAIN = "More was denied meanwhile: see what stands out now"
QUIETLY = "without a notification (%(why)s)"
REFUSED_ONCE = "one from a browser not used before was denied or ignored"


def coming_from(address: str) -> dict[str, str]:
    """What the proxy in front says of a browser there."""
    return {"X-Forwarded-For": address}


@pytest.fixture(params=[{}, MIDDLE, NARROW], ids=["wide", "middle, dark", "narrow, in Swedish"])
def desk(request: pytest.FixtureRequest, new_window: NewWindow, settings: Settings) -> BrowserWindow:
    """The admin's browser, in the office."""
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    words = swedish("django") if request.param is NARROW else str
    page = new_window(**request.param, extra_http_headers=coming_from(OFFICE))
    return BrowserWindow(page, words=words)


@pytest.fixture
def attacker(desk: BrowserWindow, new_window: NewWindow) -> BrowserWindow:
    """Somebody's browser elsewhere, who knows a username."""
    assert desk
    return BrowserWindow(new_window(extra_http_headers=coming_from(THEIRS)))


def test_a_flood_of_prompts_is_seen_understood_and_stopped_within_twenty_actions(
    desk: BrowserWindow,
    attacker: BrowserWindow,
    new_window: NewWindow,
    phone: PhoneWindow,
    complaints: Complaints,
    nordljus: Tenant,
    ann: User,
) -> None:  # A16, E12, E17
    complaints.allow(r"status of 4\d\d")
    admin = make_person(nordljus, "vera", role=User.Role.TENANT_ADMIN)
    admins_phone = ready_phone(PhoneWindow(new_window(**PHONE)), admin)
    seen, actions = Inspection(), Actions()
    prompts = _floods(attacker, phone, ann)

    _comes_in(desk, admin, admins_phone, actions)
    _sees(desk, phone, actions, seen)
    _understands(desk, prompts, actions, seen)
    _blocks_the_network(desk, actions, seen)
    assert not _reaches_a_phone(attacker, ann)
    attacker.reads("Your organisation takes no sign-ins from this network.")
    attacker.page.set_extra_http_headers(coming_from(ELSEWHERE))
    assert _reaches_a_phone(attacker, ann)
    _blocks_the_person(desk, ann, actions, seen)
    assert not _reaches_a_phone(attacker, ann)
    _undoes_it(desk, ann, actions, seen)

    own = BrowserWindow(new_window(extra_http_headers=coming_from(THEIRS)))
    phone.opens()
    phone.approves(own.asks(ann))
    own.is_signed_in()
    assert Alert.objects.get().settled_by == admin
    assert len(actions.done) <= MOST_ACTIONS, actions.done
    assert seen.found == []


def _reads(desk: BrowserWindow, words: str, **facts: str) -> None:
    desk.reads(re.compile(re.escape(desk.words(words) % facts)))


def _floods(attacker: BrowserWindow, phone: PhoneWindow, ann: User) -> int:
    """Asks again and again, each time as a browser never seen; she says no twice and puts her phone away."""
    for prompt in range(1, MOST_PROMPTS + 1):
        _prompts(attacker, ann)
        attacker.sees("Approve sign-in")
        if prompt <= 2:
            phone.is_asked()
            phone.presses("Deny")
            phone.sees("Denied")
            phone.presses("Done")
        else:
            phone.closes()
        keep_log()
        if Alert.objects.exists():
            return prompt
    raise AssertionError(f"{MOST_PROMPTS} prompts, and nobody was told")


def _prompts(attacker: BrowserWindow, ann: User) -> None:
    # Left first: what the page before still asks must not bring its cookies back.
    attacker.page.goto("about:blank")
    attacker.page.context.clear_cookies()
    attacker.begins(ann)


def _is_the_username_sent(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.url.endswith("/sign-in/")


def _reaches_a_phone(attacker: BrowserWindow, ann: User) -> bool:
    """Tries once more; did that ask her?"""
    before = ApprovalRequest.objects.filter(user=ann).count()
    with attacker.page.expect_response(_is_the_username_sent):
        _prompts(attacker, ann)
    attacker.page.wait_for_load_state("networkidle")
    return ApprovalRequest.objects.filter(user=ann).count() > before


def _comes_in(desk: BrowserWindow, admin: User, phone: PhoneWindow, actions: Actions) -> None:
    actions.do("opens the portal", lambda: desk.page.goto("/portal/"))
    desk.page.get_by_role("textbox").fill(admin.username)
    actions.do("writes her name", lambda: desk.page.keyboard.press("Enter"))
    phone.is_asked()
    actions.do("gives the number", lambda: phone.approves(desk.digits_shown()))
    desk.page.wait_for_url("**/portal/")


def _sees(desk: BrowserWindow, phone: PhoneWindow, actions: Actions, seen: Inspection) -> None:
    """Home says what stands out, and counts along while she looks."""
    desk.sees("What stands out")
    expect(desk.page.locator("[data-denied]")).to_have_text("2")
    seen.look(desk, "home")
    again = desk.page.get_by_role("link", name=desk.words(LOOK_AGAIN))
    expect(again).to_be_hidden()
    waiting = int(desk.page.locator("[data-waiting]").inner_text())
    phone.opens_at_request()
    phone.presses("Deny")
    expect(desk.page.locator("[data-denied]")).to_have_text("3")
    expect(desk.page.locator("[data-waiting]")).to_have_text(str(waiting - 1))
    phone.closes()
    keep_log()
    actions.do("sees home anew", again.click)
    expect(again).to_be_hidden()
    actions.do("looks", lambda: desk.follows("Look"))


def _understands(desk: BrowserWindow, prompts: int, actions: Actions, seen: Inspection) -> None:
    """From where and how often, each of them in the log, and what one of them was."""
    desk.sees(str(FLOOD.noted))
    desk.reads("Nobody was signed in by any of them.")
    expect(desk.page.get_by_role("listitem").filter(has_text=THEIRS).last).to_contain_text("3")
    seen.look(desk, "the alert")
    tries = desk.page.get_by_role("link", name=desk.words("See the tries"))
    actions.do("sees the tries", tries.click)
    desk.reads(re.compile(re.escape(THEIRS)))
    rows = desk.page.locator("tbody tr")
    expect(rows).to_have_count(prompts)
    seen.look(desk, "its tries")
    denied = rows.filter(has_text=desk.words("denied on the phone"))
    expect(denied).to_have_count(3)
    actions.do("opens one", denied.first.get_by_role("link").click)
    desk.sees("Steps")
    steps = desk.page.get_by_role("region", name=desk.words("Steps"))
    expect(steps).to_contain_text(desk.words(QUIETLY) % {"why": desk.words(REFUSED_ONCE)})
    seen.look(desk, "one of them")


def _blocks_the_network(desk: BrowserWindow, actions: Actions, seen: Inspection) -> None:
    actions.do("goes to block the network", lambda: desk.follows("Block this network"))
    desk.sees("Networks")
    seen.look(desk, "blocking it")
    actions.do("blocks it", lambda: desk.presses("Block"))
    _reads(desk, BLOCKED_THERE, network=THEIRS)
    seen.look(desk, "blocked")


def _blocks_the_person(desk: BrowserWindow, ann: User, actions: Actions, seen: Inspection) -> None:
    """Networks are many: while they last, nobody signs in as her."""
    _turns_to(desk, "Home", actions)
    actions.do("looks again", lambda: desk.follows("Look"))
    actions.do("goes to her page", lambda: desk.follows("See what you can do"))
    desk.sees("What you can do")
    seen.look(desk, "her page")
    actions.do("goes to block sign-in", lambda: desk.follows("Block sign-in"))
    actions.do("blocks it", lambda: desk.presses("Block"))
    _reads(desk, "Sign-in is blocked for %(who)s.", who=ann.username)
    seen.look(desk, "her page, blocked")


def _undoes_it(desk: BrowserWindow, ann: User, actions: Actions, seen: Inspection) -> None:
    actions.do("goes to release her", lambda: desk.follows("Release their sign-in"))
    actions.do("releases her", lambda: desk.presses("Release"))
    _reads(desk, "%(name)s may sign in again.", name=ann.username)
    _turns_to(desk, "Networks", actions)
    release = desk.page.get_by_role("button", name=f"{desk.words('Release')} {THEIRS}")
    actions.do("releases it", release.click)
    _reads(desk, RELEASED, network=THEIRS)
    seen.look(desk, "over")


def _turns_to(desk: BrowserWindow, name: str, actions: Actions) -> None:
    """To one of the portal's pages by its rail, which is folded on a small screen."""
    folded = desk.page.locator(".rail > details > summary")
    if folded.is_visible():
        actions.do("opens the menu", folded.click)
    actions.do(f"goes to {name}", lambda: desk.follows(name))
