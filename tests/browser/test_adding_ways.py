"""Each way in is added by one dialogue, used, and taken away again; and an account without a password (D05, D08)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.password.settings import KEY as PASSWORD_KEY
from devices.code_generators import services as generators
from devices.code_generators.models import CodeGenerator
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey
from tests.browser.test_passkeys import authenticator_at
from tests.support.authenticators import Authenticator, wrong_code
from tests.support.browser import Complaints, NewWindow
from tests.support.generators import Generator, forget_last
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.passkeys import passkey_of
from tests.support.people import PASSWORD, change_policy, make_tenant, set_up
from tests.support.texts import swedish

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "dark",
    "locale": "sv-SE",
    "has_touch": True,
}


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "passkey", "authenticator_code", "code_generator"))


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow-and-swedish"])
def window(request: pytest.FixtureRequest, new_window: NewWindow, complaints: Complaints) -> BrowserWindow:
    complaints.allow(r"status of 4\d\d")
    words = swedish("django") if request.param is NARROW else str
    return BrowserWindow(new_window(**request.param), words=words)


@pytest.fixture
def seen() -> Iterator[Inspection]:
    made = Inspection()
    yield made
    assert made.found == []


def signs_in(window: BrowserWindow, user: User) -> None:
    window.begins(user)
    link = window.page.get_by_role("link", name=window.words("Use your password instead"), exact=True)
    password = window.page.get_by_label(window.words("Password"), exact=True)
    expect(link.or_(password).first).to_be_visible()
    if link.is_visible():
        link.click()
    password.fill(PASSWORD)
    window.page.keyboard.press("Enter")


def chooses(window: BrowserWindow, method: str) -> None:
    """Presses the button of Security info that adds one."""
    window.page.goto("/security-info/")
    window.page.locator(f"form[action$='{method}'] button").last.click()


def test_an_authenticator_app_is_added_made_the_default_used_and_removed(
    window: BrowserWindow, ann: User, seen: Inspection
) -> None:  # D05, D01
    signs_in(window, ann)
    window.page.wait_for_url("**/signed-in/")
    chooses(window, "/authenticator-apps/add/")
    window.sees("Add an authenticator app")
    seen.look(window, "the picture to scan")
    app = Authenticator(AuthenticatorApp.objects.get().secret)
    window.follows("The app shows six digits")
    window.sees("Try the app")
    window.follows("Back to the picture")
    window.follows("The app shows six digits")
    seen.look(window, "the code of the app")
    window.writes("Code", wrong_code(app))
    window.presses("Add it")
    seen.look(window, "a wrong code")
    window.writes("Code", app.code())
    window.presses("Add it")
    window.sees("Ready to use")
    seen.look(window, "what the app is good for")
    window.presses("Make it my default")
    window.sees("Security info")

    AuthenticatorApp.objects.update(last_step=-1)
    change_policy(ann.tenant, two_step=True)
    window.signs_out()
    signs_in(window, ann)
    window.sees("Authenticator code")
    window.writes("Code", app.code())
    window.presses("Continue")
    window.page.wait_for_url("**/signed-in/")
    change_policy(ann.tenant, two_step=False)
    window.page.goto("/security-info/")
    window.page.locator("a[href*='/remove/authenticator_code/']").click()
    window.presses("Remove")
    window.sees("Security info")
    assert not AuthenticatorApp.objects.exists()


def test_a_code_generator_that_is_nobodys_is_claimed(
    window: BrowserWindow, ann: User, seen: Inspection
) -> None:  # D05, F08
    generator = Generator(serial="GA-1000")
    made = generators.Made(secret=generator.secret)
    generators.keep_unclaimed(ann.tenant, serial=generator.serial, made=made, actor=None)
    signs_in(window, ann)
    window.page.wait_for_url("**/signed-in/")
    chooses(window, "/code-generators/add/")
    window.sees("Activate your code generator")
    seen.look(window, "which code generator")
    window.writes("Serial number", "ga-1000")
    window.presses("Continue")
    window.sees("Try your code generator")
    seen.look(window, "the code of a code generator")
    window.writes("Code", wrong_code(generator))
    window.presses("Activate it")
    seen.look(window, "serial number and code do not go together")

    window.writes("Code", generator.code())
    window.presses("Activate it")

    window.sees("Ready to use")
    seen.look(window, "what a code generator is good for")
    row = CodeGenerator.objects.get()
    assert (row.user_id, row.confirmed) == (ann.pk, True)
    forget_last(row)


def test_with_two_other_ways_the_password_is_given_up_one_is_added_again_and_a_passkey_removed(
    window: BrowserWindow, ann: User, seen: Inspection
) -> None:  # D08
    set_up(ann.tenant, PASSWORD_KEY, may_give_up=True)
    authenticator_at(window)
    signs_in(window, ann)
    window.page.wait_for_url("**/signed-in/")
    chooses(window, "/passkeys/add/")
    seen.look(window, "making a passkey")
    window.presses("Make a passkey")
    window.sees("Name this passkey")
    seen.look(window, "naming a passkey")
    window.presses("Continue")
    window.sees("Try your passkey")
    seen.look(window, "trying a passkey")
    window.presses("Use my passkey")
    window.sees("Ready to use")
    seen.look(window, "what a passkey is good for")
    window.page.goto("/security-info/password/give-up/")
    window.sees("Add one more way first")
    seen.look(window, "one more way is needed first")
    passkey_of(ann, name="Security key")

    window.page.goto("/security-info/password/give-up/")
    window.sees("Give up your password?")
    seen.look(window, "giving up the password")
    window.presses("Give up my password")
    window.sees("Security info")
    seen.look(window, "without a password")
    assert not User.objects.get(pk=ann.pk).has_usable_password()

    window.page.goto("/security-info/password/")
    window.sees("Add a password")
    seen.look(window, "adding a password")
    window.writes("New password", "winter-lantern-48")
    window.presses("Save the password")
    window.sees("Try your password")
    seen.look(window, "trying a password")
    window.writes("Password", "winter-lantern-48")
    window.presses("Try it")
    window.sees("Ready to use")
    seen.look(window, "what a password is good for")

    window.page.goto("/security-info/passkeys/")
    window.page.locator("a[href*='/remove/passkey/']").first.click()
    seen.look(window, "removing a passkey")
    window.presses("Remove")
    window.sees("Passkeys")
    assert Passkey.objects.filter(user=ann).count() == 1
