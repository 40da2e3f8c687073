"""The phone app as an app: how it loads, its list, its Back, its icon, a newer version (C01, C02, C08, C10)."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.authenticator import views
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow, PhoneWindow, newest_request
from tests.support.people import make_person
from tests.support.ready_phone import ready_phone

MOST_REQUESTS = 12
PULL = """() => {
  const touch = (kind, y) => {
    const one = new Touch({ identifier: 1, target: document.body, clientX: 180, clientY: y });
    const event = new TouchEvent(kind, { touches: kind === "touchend" ? [] : [one], bubbles: true });
    document.body.dispatchEvent(event);
  };
  touch("touchstart", 120);
  touch("touchmove", 200);
  touch("touchmove", 320);
  touch("touchend", 320);
}"""
COUNTS_ON_ITS_ICON = """
  globalThis.onIcon = 0;
  navigator.setAppBadge = async (count) => { globalThis.onIcon = count; };
"""
SERVICE_WORKER_WORKS = "navigator.serviceWorker.ready.then(({ active }) => active.state)"
# A browser that looks by itself at that moment gives what it finds to whoever asks meanwhile, which may be the old one.
LOOK_AGAIN_UNTIL_TOLD = """async (told) => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  return document.body.innerText.includes(told);
}"""


@pytest.fixture
def eight(nordljus: Tenant) -> list[User]:
    """Seven more people of Ann's organisation, whose accounts are on her phone too."""
    return [make_person(nordljus, name) for name in ("bo", "cia", "dan", "eva", "fia", "gus", "hal")]


def are_in_order(phone: PhoneWindow, *names: str) -> None:
    """These accounts come first, once they are all there."""
    shown = phone.page.locator(".accounts .row-detail", has_text="@")
    for place, name in enumerate(names):
        expect(shown.nth(place)).to_contain_text(f"{name}@")


def test_the_app_loads_cold_in_few_requests(phone_side: PhoneWindow) -> None:  # C01
    asked: list[str] = []
    phone_side.page.context.on("request", lambda request: asked.append(request.url))

    phone_side.opens()
    phone_side.page.evaluate(SERVICE_WORKER_WORKS)

    script = phone_side.page.locator("script[type=module]")
    assert staticfiles_storage.url("authenticator/joined.js") in (script.get_attribute("src") or "")
    assert re.match("sha384-", script.get_attribute("integrity") or "")
    assert len(asked) <= MOST_REQUESTS, asked


def test_among_many_accounts_one_is_found_named_and_moved(
    phone_side: PhoneWindow, ann: User, eight: list[User]
) -> None:  # C02
    phone = ready_phone(phone_side, ann, *eight)
    phone.page.get_by_role("searchbox", name="Search accounts").fill("eva")
    expect(phone.page.locator(".accounts > .row")).to_have_count(1)
    phone.page.get_by_role("searchbox").fill("nobody")
    phone.reads("No account is called that.")

    phone.presses("Edit accounts")
    phone.presses(f"Rename {eight[3].username}")
    phone.writes("Your name for this account", "Evening school")
    phone.presses("Save")
    for _ in range(3):
        phone.presses(f"Move {eight[3].username} up")
    expect(phone.page.locator("[data-account]").nth(1)).to_contain_text(eight[3].username)
    phone.presses("Done")

    phone.reads("Evening school")
    are_in_order(phone, "ann", "eva", "bo")
    phone.opens()
    phone.reads("Evening school")
    are_in_order(phone, "ann", "eva", "bo")


def test_the_phones_own_back_does_what_the_arrow_does(phone: PhoneWindow, ann: User) -> None:  # C02 C05
    phone.follows("Settings")
    phone.follows("Language")
    phone.sees("Language")
    expect(phone.page.locator("[aria-current] > svg")).to_have_count(1)

    phone.page.go_back()
    phone.sees("Settings")
    phone.page.go_back()
    phone.sees("Accounts")
    phone.menu(ann)
    phone.presses("Remove")
    phone.sees("Remove this account?")
    phone.page.go_back()

    phone.sees("Accounts")
    phone.reads("Phone sign-in enabled")


def test_pulling_down_looks_for_requests_and_the_icon_says_how_many_wait(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # C08
    phone_side.page.add_init_script(COUNTS_ON_ITS_ICON)
    phone = ready_phone(phone_side, ann)
    phone.page.evaluate(PULL)
    phone.reads("No requests are waiting.")

    number = browser_side.asks(ann)
    phone.is_asked()
    phone.page.wait_for_function("onIcon === 1")

    phone.approves(number)
    phone.page.wait_for_function("onIcon === 0")


def test_how_a_request_ended_is_shown_for_a_while_and_then_makes_room(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C11
    phone.page.clock.install()
    phone.opens()
    phone.approves(browser_side.asks(ann))
    phone.sees("Approved")

    phone.page.clock.fast_forward("00:31")

    phone.sees("Accounts")
    phone.reads(re.compile("Last request: Approved"))


def test_a_newer_app_is_offered_and_loaded_when_its_person_says_so(
    phone: PhoneWindow, monkeypatch: pytest.MonkeyPatch
) -> None:  # C01
    phone.page.evaluate(SERVICE_WORKER_WORKS)
    monkeypatch.setattr(views, "shell_version", lambda: "newer")
    phone.page.wait_for_function(LOOK_AGAIN_UNTIL_TOLD, arg="A new version of the app is ready.")

    with phone.page.expect_navigation():
        phone.presses("Reload")

    phone.sees("Accounts")
    assert phone.page.evaluate("caches.keys()") == ["handslag-newer"]
    expect(phone.page.get_by_text("A new version of the app is ready.")).to_have_count(0)


def test_an_app_that_is_too_old_is_told_so_and_reloading_helps(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, settings: Settings
) -> None:  # C10
    settings.MINIMUM_APP_VERSION = 99
    phone.page.goto("/authenticator/")
    phone.sees("Reload the app")
    number = browser_side.asks(ann)
    settings.MINIMUM_APP_VERSION = 1

    with phone.page.expect_navigation():
        phone.presses("Reload")

    phone.approves(number)
    assert newest_request(ann).state in ("approved", "consumed")


def test_the_app_opens_without_a_network(
    phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # C01
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    phone.page.evaluate(SERVICE_WORKER_WORKS)
    phone.opens()
    phone.page.context.set_offline(True)

    phone.opens()

    phone.reads(str(ann.username))
    phone.reads("No connection. Requests appear here when the phone is online again.")
    phone.presses("Check for requests")
    phone.reads("There is still no connection.")
    expect(phone.page.locator(".notice").filter(visible=True)).to_have_count(1)


def test_the_app_notes_what_happened_and_nothing_of_a_person(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C05
    number = browser_side.asks(ann)
    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")
    phone.presses("Done")

    phone.follows("Settings")
    phone.follows("Log")

    phone.reads("request ended denied")
    noted = phone.page.locator(".log").inner_text()
    assert "opened 1" in noted
    assert not [said for said in (ann.username, ann.display_name, f" {number}") if said in noted]
