"""My account in a real browser: what one changes there, and the former address that takes a change back (D09, D07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.users.models import User
from accounts.users.services import tell_time
from tests.support.browser import NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.letters import carry_letters
from tests.support.people import make_person, make_personal
from tests.support.recovering import letters_with_codes
from tests.support.texts import swedish
from tests.support.undoing import link_in

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "timezone_id": "America/New_York"}
NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "dark",
    "locale": "sv-SE",
    "has_touch": True,
    "timezone_id": "America/New_York",
}
NEW = "eva@elsewhere.example"


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow-and-swedish"])
def how(request: pytest.FixtureRequest) -> dict[str, Any]:
    chosen: dict[str, Any] = request.param
    return chosen


@pytest.fixture
def eva(transactional_db: None) -> User:
    return make_person(make_personal(), "eva")


@pytest.fixture
def seen() -> Iterator[Inspection]:
    made = Inspection()
    yield made
    assert made.found == []


def window_of(new_window: NewWindow, how: dict[str, Any]) -> BrowserWindow:
    return BrowserWindow(new_window(**how), words=swedish("django") if how is NARROW else str)


def test_an_address_is_changed_and_taken_back_by_the_former_one(
    new_window: NewWindow, how: dict[str, Any], eva: User, seen: Inspection
) -> None:  # D09 D07 T19
    thief = window_of(new_window, how)
    thief.signs_in_by_password(eva)
    thief.sees("You are signed in")
    thief.page.goto("/security-info/account/")
    thief.sees("My account")
    seen.look(thief, "my account")
    thief.page.locator("a[href$='/account/mail/']").click()
    thief.sees("Change your mail address")
    seen.look(thief, "the new address")
    thief.writes("New mail address", NEW)
    thief.presses("Send a code there")
    thief.sees("Write the code")
    seen.look(thief, "the code")
    thief.writes("Code", letters_with_codes()[NEW])
    thief.presses("Change my address")
    thief.sees("My account")
    seen.look(thief, "the address is changed")
    carry_letters()
    [letter] = [one for one in mail.outbox if one.to == [eva.mail_address]]

    person = window_of(new_window, how)
    person.page.goto(link_in(letter))
    seen.look(person, "was that you?")
    person.page.locator("main form[method=post] button").first.click()

    person.reads("Your mail address is the one before again.")
    assert User.objects.get(pk=eva.pk).mail_address == eva.mail_address
    thief.page.goto("/security-info/account/")
    thief.page.wait_for_url("**/sign-in/**")


def test_language_time_and_a_copy_are_ones_own(
    new_window: NewWindow, how: dict[str, Any], eva: User, seen: Inspection, tmp_path: Path
) -> None:  # D09
    window = window_of(new_window, how)
    window.signs_in_by_password(eva)
    window.sees("You are signed in")
    window.page.goto("/security-info/account/language/")
    seen.look(window, "the language")
    window.page.get_by_role("radio", name="Svenska").check()
    window.presses("Save")
    window.words = swedish("django")
    window.sees("My account")
    window.page.goto("/security-info/account/time-zone/")
    seen.look(window, "the time zone")
    window.page.get_by_label(window.words("Time zone")).select_option("Asia/Kolkata")
    window.presses("Save")
    window.sees("My account")
    seen.look(window, "language and time are chosen")
    window.page.goto("/security-info/account/name/")
    seen.look(window, "the name")
    window.page.goto("/security-info/account/download/")
    seen.look(window, "what is held")
    with window.page.expect_download() as download:
        window.presses("Download as a page to read")
    download.value.save_as(copy := tmp_path / "copy.html")
    window.page.goto(copy.as_uri())
    seen.look(window, "the copy itself")
    window.page.goto("/security-info/account/close/")
    seen.look(window, "what goes")

    assert " IST" in copy.read_text()


def test_a_chosen_zone_is_that_of_every_time_with_scripts_too(new_window: NewWindow, eva: User) -> None:
    # D09
    tell_time(eva, zone="Europe/Stockholm")
    window = window_of(new_window, WIDE)
    window.signs_in_by_password(eva)
    window.sees("You are signed in")

    window.page.goto("/security-info/sessions/")

    expect(window.page.locator("time[data-exact]").first).to_have_text(
        # As this browser calls it, whose own zone is another.
        re.compile(r"(GMT\+[12]|CES?T)$")
    )
