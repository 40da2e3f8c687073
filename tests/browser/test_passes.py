"""Temporary Access Passes in a real browser: made, written, a phone added by one; and each refusal (B13, E05)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import AccessPass
from tests.support.browser import Complaints, NewWindow
from tests.support.entering import enters_by_phone
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow, seen_by_camera
from tests.support.passes import as_if_it_ended, make_admin, make_pass, use_passes
from tests.support.people import make_person, switch_off
from tests.support.texts import swedish

NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}
ALLOWED = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def nordljus(nordljus: Tenant) -> Tenant:
    use_passes(nordljus)
    return nordljus


@pytest.fixture(params=[{}, NARROW], ids=["wide", "narrow, in Swedish"])
def window(request: pytest.FixtureRequest, new_window: NewWindow, complaints: Complaints) -> BrowserWindow:
    complaints.allow(r"status of 4\d\d")
    words = swedish("django") if request.param else str
    return BrowserWindow(new_window(**request.param), words=words)


@pytest.fixture
def eva(nordljus: Tenant) -> User:
    """Somebody new, who has nothing to sign in with."""
    return make_person(nordljus, "eva", password=None)


def comes_to_the_pass(window: BrowserWindow, user: User) -> None:
    """From the username to the page that asks for a pass, by *Other ways to sign in*."""
    window.begins(user)
    window.follows("Other ways")
    window.page.get_by_text(window.words("Temporary Access Pass"), exact=True).click()
    window.sees("Your pass")


def writes_pass(window: BrowserWindow, secret: str) -> None:
    window.page.get_by_role("textbox").fill(secret)
    window.page.keyboard.press("Enter")


def test_b13_from_a_pass_to_a_phone_without_ever_a_password(
    window: BrowserWindow, new_window: NewWindow, phone_side: PhoneWindow, nordljus: Tenant, eva: User
) -> None:  # E05
    seen = Inspection()
    admin = BrowserWindow(new_window(permissions=ALLOWED))
    enters_by_phone(admin, make_admin(nordljus))
    admin.page.goto(f"/portal/users/{eva.pk}/change/")
    admin.follows("Make a pass")
    admin.sees("Temporary Access Pass")
    seen.look(admin, "make a pass")
    admin.presses("Make the pass")
    secret = admin.page.locator("[data-code]").inner_text()
    seen.look(admin, "the pass, once")
    admin.presses("Copy")
    admin.reads("Copied.")
    admin.follows("Done")
    admin.reads("Works now")
    seen.look(admin, "her page in the portal")

    comes_to_the_pass(window, eva)
    seen.look(window, "asks for a pass")
    writes_pass(window, secret.upper())
    window.sees("Add a way to sign in")
    seen.look(window, "only adds")
    window.page.goto("/signed-in/")
    window.sees("Add a way to sign in")
    window.page.get_by_role("button", name=window.words("Handslag app")).click()
    window.sees("Add your phone")
    phone_side.gets_lock()
    phone_side.scans(seen_by_camera(window))
    phone_side.says_yes()
    window.sees("Now try it")
    phone_side.passes_test(window.digits_shown())
    phone_side.sees("Account added")
    phone_side.enables()
    window.sees("Your phone is added")
    window.presses("Continue")
    window.sees("Ready to use")
    seen.look(window, "what was added")
    window.follows("Done")
    window.sees("Security info")

    window.signs_out()
    number = window.asks(eva)
    phone_side.approves(number)
    window.is_signed_in()
    assert not User.objects.get(pk=eva.pk).has_usable_password()
    assert seen.found == []


def test_after_a_way_that_proves_less_one_signs_in_by_it(window: BrowserWindow, ann: User) -> None:  # E05
    comes_to_the_pass(window, ann)
    writes_pass(window, make_pass(ann))
    window.sees("Add a way to sign in")
    window.reads("You have a way of your own to sign in. Sign in with it now, and everything is open to you.")

    window.presses("Sign in with your password")
    window.writes("Password", "correct horse battery")
    window.page.keyboard.press("Enter")

    window.is_signed_in()


def used(user: User, secret: str) -> None:
    assert services.take(user, secret).is_right


def removed(user: User, secret: str) -> None:
    services.remove(user, actor=User.objects.get(username__startswith="disa"))


REFUSALS: dict[str, tuple[Callable[[User, str], object], str]] = {
    "wrong": (
        lambda user, _: make_pass(user),
        "That pass does not match. Look at each letter, and try again.",
    ),
    "too old": (
        lambda *_: as_if_it_ended(),
        "This pass has ended. Ask whoever gave it to you for a new one.",
    ),
    "used": (used, "This pass works once, and has been used. Ask whoever gave it to you for a new one."),
    "not begun": (
        lambda *_: AccessPass.objects.update(starts_at=timezone.now() + timedelta(minutes=30)),
        "This pass does not work yet. Try again when it does, or ask whoever gave it to you.",
    ),
    "removed": (removed, "That pass does not match. Look at each letter, and try again."),
    "turned off": (
        lambda user, _: switch_off(user.tenant, services.KEY),
        "Your organisation does not offer this way to sign in. Start again to see the others.",
    ),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_pass_that_is_refused_says_why(window: BrowserWindow, eva: User, why: str) -> None:  # E05, T21
    happens, told = REFUSALS[why]
    secret = make_pass(eva)
    comes_to_the_pass(window, eva)

    happens(eva, secret)
    writes_pass(window, secret)

    window.reads(told)
    seen = Inspection()
    seen.look(window, why)
    assert seen.found == []


@pytest.mark.parametrize("why", ["too old", "removed", "turned off"])
def test_its_session_ends_with_it(window: BrowserWindow, eva: User, why: str) -> None:  # E05, T21
    secret = make_pass(eva)
    comes_to_the_pass(window, eva)
    writes_pass(window, secret)
    window.sees("Add a way to sign in")

    REFUSALS[why][0](eva, secret)
    window.page.get_by_role("button", name=window.words("Handslag app")).click()

    window.reads("What you signed in with has ended, and your session with it.")
    expect(window.page).to_have_url(re.compile("/sign-in/"))
