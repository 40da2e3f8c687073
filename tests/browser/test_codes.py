"""Codes on paper and of a code generator: made, kept, used, refused, removed (D05, F02, F05, E04)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes import services as recovery_codes
from devices.code_generators.models import CodeGenerator
from tests.support.authenticators import wrong_code
from tests.support.browser import Complaints, NewWindow
from tests.support.entering import enters_by_phone
from tests.support.generators import Generator, forget_last
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.people import change_policy, make_person, make_tenant
from tests.support.recovery import paper_of
from tests.support.texts import swedish

KEEPS_WHAT_IS_COPIED = "navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }"
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "dark",
    "locale": "sv-SE",
}


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "phone", "recovery_code", "code_generator"))


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow-and-swedish"])
def window(request: pytest.FixtureRequest, new_window: NewWindow, complaints: Complaints) -> BrowserWindow:
    complaints.allow(r"status of 4\d\d")
    words = swedish("django") if request.param is NARROW else str
    return BrowserWindow(new_window(**request.param), words=words)


@pytest.fixture
def inspection() -> Iterator[Inspection]:
    made = Inspection()
    yield made
    assert made.found == []


def gives(window: BrowserWindow, code: str, *, label: str) -> None:
    """Writes a code into the field with this label, and goes on."""
    window.writes(label, code)
    window.presses("Continue")


def signs_in(window: BrowserWindow, user: User) -> None:
    window.begins(user)
    link = window.page.get_by_role("link", name=window.words("Use your password instead"), exact=True)
    password = window.page.get_by_label(window.words("Password"), exact=True)
    expect(link.or_(password).first).to_be_visible()
    if link.is_visible():
        link.click()
    password.fill("correct horse battery")
    window.page.keyboard.press("Enter")


def hands_out(desk: BrowserWindow, person: User, generator: Generator, inspection: Inspection) -> None:
    """An admin at the portal, who writes the secret key wrong at first."""
    desk.page.goto(f"/portal/users/{person.pk}/change/")
    inspection.look(desk, "what is done for a person")
    desk.page.locator("a[href$='/help/give-code-generator/']").click()
    desk.sees("Hand out a code generator")
    desk.writes("Serial number", generator.serial)
    desk.writes("Secret key", "not a key")
    desk.presses("Hand it out")
    inspection.look(desk, "no secret key")
    desk.writes("Secret key", generator.base32)
    desk.presses("Hand it out")
    desk.page.wait_for_url("**/change/")
    inspection.look(desk, "handed out")
    desk.page.locator("a[href$='/help/activate-code-generator/']").click()
    desk.sees("Activate a code generator, or set it right")
    inspection.look(desk, "an admin activates it, or takes it back")


def printed(page: Page) -> str:
    """What would stand on a sheet of paper."""
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    return text


def test_codes_are_made_kept_and_used_once_each(
    window: BrowserWindow, ann: User, inspection: Inspection
) -> None:  # D05 F05 T22
    page = window.page
    signs_in(window, ann)
    page.wait_for_url("**/signed-in/")
    page.goto("/security-info/")
    page.get_by_role("button", name=window.words("Recovery codes")).last.click()
    window.sees("Your recovery codes")
    inspection.look(window, "codes are shown")
    codes = page.locator("[data-code] > li").all_inner_texts()

    page.evaluate(KEEPS_WHAT_IS_COPIED)
    window.presses("Copy")
    window.reads("Copied.")
    assert page.evaluate("copied").splitlines() == codes
    paper = printed(page)
    with page.expect_download() as saved:
        window.follows("Save as a file")
    file = saved.value.path().read_text().splitlines()
    window.follows("I have kept them")
    window.sees("Have you kept them?")
    inspection.look(window, "are codes kept")
    window.writes("One of them, to try", codes[9].lower())
    window.presses("Yes, I have kept them")
    window.sees("Ready to use")
    inspection.look(window, "what codes are good for")
    window.follows("Done")
    window.sees("Security info")
    inspection.look(window, "codes are listed")

    assert len(codes) == len(set(codes)) == 10
    assert all(code in paper and code in file for code in codes)
    assert window.words("Print") not in paper.splitlines()
    assert saved.value.suggested_filename == f"{window.words('recovery codes')}.txt"

    change_policy(ann.tenant, two_step=True)
    window.signs_out()
    signs_in(window, ann)
    window.sees("Recovery code")
    inspection.look(window, "a code is asked for")
    gives(window, codes[0].lower().replace("-", " "), label="Recovery code")
    page.wait_for_url("**/signed-in/")
    inspection.look(window, "nine are left")
    expect(page.get_by_role("status")).to_contain_text("9")

    window.signs_out()
    signs_in(window, ann)
    gives(window, codes[0], label="Recovery code")
    window.reads("That code is not one of yours, or it was used before. Try another.")
    inspection.look(window, "the same code again")
    gives(window, codes[1], label="Recovery code")
    page.wait_for_url("**/signed-in/")
    assert recovery_codes.unused_of(ann).count() == 8


def test_codes_are_made_anew_after_a_question_and_removed_after_another(
    window: BrowserWindow, ann: User, inspection: Inspection
) -> None:  # D01 D05
    old = paper_of(ann)
    for code in old[:7]:
        recovery_codes.take(ann, code)
    change_policy(ann.tenant, two_step=True)
    signs_in(window, ann)
    gives(window, old[7], label="Recovery code")
    window.page.wait_for_url("**/signed-in/")
    inspection.look(window, "few are left")
    window.page.goto("/security-info/")
    inspection.look(window, "few are left, at Security info")

    window.page.get_by_role("button", name=window.words("Recovery codes")).click()
    window.sees("Make new recovery codes?")
    inspection.look(window, "made anew?")
    window.presses("Make new ones")
    window.sees("Your recovery codes")
    codes = window.page.locator("[data-code] > li").all_inner_texts()
    assert not set(codes) & set(old)

    window.follows("I have kept them")
    window.presses("Yes, I have kept them")
    window.follows("Done")
    window.page.locator("a[href*='/remove/recovery_code/']").click()
    window.sees("Sign in again, in two steps")
    inspection.look(window, "what the old codes had proven counts no more")
    window.signs_out()
    signs_in(window, ann)
    gives(window, codes[0], label="Recovery code")
    window.page.wait_for_url("**/signed-in/")
    window.page.goto("/security-info/")
    window.page.locator("a[href*='/remove/recovery_code/']").click()
    window.reads("Add a way to sign in")
    inspection.look(window, "the last second step stays")
    change_policy(ann.tenant, two_step=False)
    window.page.reload()
    window.reads("What you then sign in with")
    inspection.look(window, "removed?")
    window.presses("Remove")
    window.page.wait_for_url("**/security-info/")
    assert recovery_codes.codes_of(ann) is None


def test_a_code_generator_is_handed_out_activated_used_and_removed(
    window: BrowserWindow, nordljus: Tenant, ann: User, new_window: NewWindow, inspection: Inspection
) -> None:  # D05 E04 F02
    generator = Generator()
    disa = make_person(nordljus, "disa", role=User.Role.TENANT_ADMIN)
    size, locale = window.page.viewport_size, window.page.evaluate("navigator.language")
    desk = BrowserWindow(new_window(viewport=size, locale=locale), words=window.words)
    enters_by_phone(desk, disa)

    hands_out(desk, ann, generator, inspection)

    signs_in(window, ann)
    window.page.wait_for_url("**/signed-in/")
    window.page.goto("/security-info/")
    window.page.get_by_role("button", name=window.words("Code generator")).click()
    window.sees("Activate your code generator")
    window.writes("Serial number", generator.serial)
    window.presses("Continue")
    window.sees("Try your code generator")
    window.writes("Code", wrong_code(generator))
    window.presses("Activate it")
    inspection.look(window, "a wrong first code")
    window.writes("Code", generator.code())
    window.presses("Activate it")
    window.sees("Ready to use")
    inspection.look(window, "activated")

    forget_last(CodeGenerator.objects.get())
    change_policy(nordljus, two_step=True)
    window.signs_out()
    signs_in(window, ann)
    window.sees("Code generator")
    inspection.look(window, "its code is asked for")
    gives(window, wrong_code(generator), label="Code")
    inspection.look(window, "a wrong code")
    gives(window, generator.code(), label="Code")
    window.page.wait_for_url("**/signed-in/")
    window.page.goto("/security-info/")
    window.page.locator("a[href*='/remove/code_generator/']").click()
    inspection.look(window, "removed?")

    desk.page.goto(f"/portal/users/{ann.pk}/change/")
    inspection.look(desk, "the person has it")
    desk.page.locator("a[href*='/remove/code_generator/']").click()
    desk.presses("Remove")
    desk.page.wait_for_url("**/change/")
    assert not CodeGenerator.objects.exists()
