"""Security info without any script: every way but passkeys is added and taken away, every page does what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import expect

from accounts.security_info.account.settings import KEY as OWN_ACCOUNT
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from accounts.ways.mail_code.models import RecoveryAddress
from accounts.ways.recovery_codes.models import RecoveryCodes
from devices.code_generators.models import CodeGenerator
from devices.otp.models import AuthenticatorApp
from tests.support.authenticators import Authenticator
from tests.support.browser import Complaints, NewWindow
from tests.support.generators import Generator, forget_last, given_to
from tests.support.journeys import BrowserWindow
from tests.support.people import PASSWORD, make_tenant, set_part
from tests.support.recovering import ADDRESS, NEW, letters_with_codes

SECTION = "security-info/"
# What only a browser's own scripts can do: making a passkey, and asking for one.
BY_SCRIPT = "/passkeys/"
METHODS = ("password", "phone", "authenticator_code", "recovery_code", "mail_code", "code_generator")


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    tenant = make_tenant(methods=METHODS)
    set_part(tenant, OWN_ACCOUNT, name=True, mail_address=True)
    return tenant


@pytest.fixture
def plain(new_window: NewWindow, ann: User, complaints: Complaints) -> BrowserWindow:
    """Ann, signed in by her password, in a browser that runs no script."""
    complaints.allow("status of 403 .*/remove/")
    window = BrowserWindow(new_window(java_script_enabled=False))
    window.signs_in_by_password(ann)
    window.sees("You are signed in")
    return window


def pages() -> list[str]:
    """The address of every page of the section that stands by itself."""
    found = [path for path in _paths(get_resolver(), "") if path.startswith(SECTION)]
    return sorted(f"/{path}" for path in found if "<" not in path and BY_SCRIPT not in f"/{path}")


def _paths(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _paths(one, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


def begins_to_add(window: BrowserWindow, address: str) -> None:
    window.page.goto("/security-info/")
    window.page.locator(f"form[action$='{address}'] button").first.click()


def removes(window: BrowserWindow, key: str) -> None:
    window.page.goto("/security-info/")
    window.page.locator(f"a[href*='/remove/{key}/']").click()


def proves_it_again(window: BrowserWindow, code: str) -> None:
    """What guards an account is asked for by the page that would take it away."""
    window.presses("Sign in again")
    window.writes("Password", PASSWORD)
    window.page.keyboard.press("Enter")
    window.writes("Code", code)
    window.page.keyboard.press("Enter")


def test_no_page_shows_what_only_a_script_could_do(plain: BrowserWindow, complaints: Complaints) -> None:
    # D09
    complaints.allow(r"status of 4\d\d")
    dead = []
    assert len(pages()) > 20

    for address in pages():
        plain.page.goto(address)
        buttons = plain.page.locator("button[type=button]:visible, form:not([method=post]):not([method=get])")
        if buttons.count() or not plain.page.locator("h1").count():
            dead.append(address)

    assert dead == []


def test_an_authenticator_app_is_added_and_taken_away_again(plain: BrowserWindow) -> None:  # D05 D09
    begins_to_add(plain, "/authenticator-apps/add/")
    app = Authenticator(AuthenticatorApp.objects.get().secret)
    plain.follows("The app shows six digits")
    plain.writes("Code", app.code())
    plain.presses("Add it")
    plain.sees("Ready to use")
    AuthenticatorApp.objects.update(last_step=-1)

    removes(plain, "authenticator_code")
    proves_it_again(plain, app.code())
    plain.presses("Remove")

    plain.sees("Security info")
    assert not AuthenticatorApp.objects.exists()


def test_recovery_codes_are_made_and_taken_away_again(plain: BrowserWindow) -> None:  # D05 D09
    begins_to_add(plain, "/recovery-codes/add/")
    codes = plain.page.locator("[data-code] li")
    expect(codes).to_have_count(10)

    # Nobody has said that they are kept, so they guard nothing yet.
    removes(plain, "recovery_code")
    plain.presses("Remove")

    plain.sees("Security info")
    assert not RecoveryCodes.objects.exists()


def test_a_code_generator_is_activated_and_given_up_again(plain: BrowserWindow, ann: User) -> None:  # D05 D09
    generator = Generator()
    row = given_to(ann, generator)
    plain.page.goto(reverse("code_generators:activate"))
    plain.writes("Serial number", generator.serial)
    plain.presses("Continue")
    plain.writes("Code", generator.code())
    plain.presses("Activate it")
    plain.sees("Ready to use")
    forget_last(row)

    removes(plain, "code_generator")
    proves_it_again(plain, generator.code())
    plain.presses("Remove")

    plain.sees("Security info")
    assert not CodeGenerator.objects.exists()


def test_mail_for_recovery_is_added_and_taken_away_again(plain: BrowserWindow) -> None:  # D05 D09
    begins_to_add(plain, "/mail/add/")
    plain.writes("Mail address", ADDRESS)
    plain.page.keyboard.press("Enter")
    plain.sees("Write the code")
    plain.writes("Code", letters_with_codes()[ADDRESS])
    plain.presses("Confirm")
    plain.sees("Ready to use")

    removes(plain, "mail_code")
    plain.presses("Remove")

    plain.sees("Security info")
    assert not RecoveryAddress.objects.exists()


def test_a_password_is_changed(plain: BrowserWindow, ann: User) -> None:  # D08 D09
    plain.page.goto("/security-info/password/")
    plain.writes("Current password", PASSWORD)
    plain.writes("New password", NEW)
    plain.presses("Save the password")

    plain.page.wait_for_url("**/security-info/")
    assert User.objects.get(pk=ann.pk).check_password(NEW)


def test_my_account_is_looked_after_and_taken_along(plain: BrowserWindow, ann: User) -> None:  # D09
    plain.page.goto("/security-info/account/name/")
    plain.writes("Your name", "Ann of Luleå")
    plain.presses("Save")
    plain.reads("Your name is saved.")
    plain.page.goto("/security-info/account/time-zone/")
    plain.page.get_by_label("Time zone").select_option("Europe/Stockholm")
    plain.presses("Save")
    plain.reads(re.compile(r"Europe/Stockholm · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d CES?T"))
    plain.page.goto("/security-info/account/mail/")
    plain.writes("New mail address", ADDRESS)
    plain.presses("Send a code there")
    plain.writes("Code", letters_with_codes()[ADDRESS])
    plain.presses("Change my address")
    plain.reads(f"{ADDRESS} is your mail address now.")
    plain.page.goto("/security-info/account/download/")
    with plain.page.expect_download() as download:
        plain.presses("Download as a page to read")

    assert "Ann of Luleå" in download.value.path().read_text()


def test_browsers_and_sessions_are_ended(plain: BrowserWindow, new_window: NewWindow, ann: User) -> None:
    # D04 D09
    other = BrowserWindow(new_window(java_script_enabled=False))
    other.signs_in_by_password(ann)
    other.sees("You are signed in")

    plain.page.goto("/security-info/sessions/")
    plain.page.get_by_role("link", name="Sign out there").click()
    plain.presses("Sign out there")
    plain.reads(re.compile("is signed out"))
    plain.page.goto("/security-info/browsers/")
    plain.follows("Forget all others")
    plain.presses("Forget all others")

    plain.reads("1 browser knows you no more.")
    assert KnownBrowser.objects.filter(user=ann).count() == 1
