"""A browser that is known: a second step that need not be asked again, and several accounts side by side (A19, A23)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.signin.browser.settings import KEY
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.browser import Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow, Words
from tests.support.people import allow, change_policy, make_person, set_part
from tests.support.texts import swedish

WIDTHS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 740}}
OLD_PAGE = r"status of 4(03|09)"


@pytest.fixture(params=WIDTHS.values(), ids=list(WIDTHS))
def window(request: pytest.FixtureRequest, new_window: NewWindow) -> BrowserWindow:
    return BrowserWindow(new_window(viewport=request.param))


@pytest.fixture
def bo(ann: User) -> User:
    return make_person(ann.tenant, "bo", display_name="Bo Ek")


@pytest.fixture
def two_steps(nordljus: Tenant) -> Tenant:
    """Asks for two, and lets people say for thirty days that the second is not asked again."""
    allow(nordljus, "authenticator_code")
    change_policy(nordljus, two_step=True)
    set_part(nordljus, KEY, skip_days=30)
    return nordljus


def account(window: BrowserWindow, user: User) -> Locator:
    """The row of the list of accounts that is this person's."""
    return window.page.get_by_role("button", name=re.compile(re.escape(user.username))).first


def gives_code(window: BrowserWindow, app: Authenticator) -> None:
    window.writes("Code", app.code())
    window.presses("Continue")


def at_hand(window: BrowserWindow, name: str) -> None:
    expect(window.page.locator(".person-name")).to_have_text(name)


def test_a_second_step_is_asked_once_and_again_when_the_browser_is_forgotten(
    window: BrowserWindow, two_steps: Tenant, ann: User
) -> None:  # A19 D04
    inspection = Inspection()
    app, row = authenticator_of(ann)
    window.signs_in_by_password(ann)
    window.sees("Authenticator code")
    box = window.page.get_by_role("checkbox", name=re.compile("Don't ask again on this browser for 30 days"))
    expect(box).not_to_be_checked()
    box.check()
    inspection.look(window, "the second step")
    gives_code(window, app)
    window.is_signed_in()
    window.signs_out()

    window.signs_in_by_password(ann)
    window.is_signed_in()
    window.reads("A second step was not asked: you chose so for this browser.")
    inspection.look(window, "signed in by one step")

    window.page.goto("/security-info/browsers/")
    window.reads("This browser")
    window.reads(re.compile("No second step is asked there until"))
    inspection.look(window, "the browsers")
    window.page.get_by_role("link", name=re.compile("^Rename")).click()
    window.writes("What you call it", "The one at home")
    window.presses("Save")
    window.reads("Saved. This browser is called The one at home now.")
    window.page.get_by_role("link", name=re.compile("^Forget (?!all)")).click()
    window.sees("Forget The one at home?")
    inspection.look(window, "forgetting it")
    window.presses("Forget")
    window.reads("The one at home knows you no more.")
    window.signs_out()

    window.signs_in_by_password(ann)
    window.sees("Authenticator code")
    assert inspection.found == []
    assert row.user == ann


def test_a_phone_that_is_the_second_step_brings_the_tick_along(
    browser_side: BrowserWindow, phone: PhoneWindow, two_steps: Tenant, ann: User
) -> None:  # A19
    browser_side.signs_in_by_password(ann)
    browser_side.sees("Second step: approve on your phone")
    browser_side.page.get_by_role("checkbox", name=re.compile("Don't ask again")).check()
    number = browser_side.digits_shown()
    phone.is_asked()
    phone.approves(number)
    browser_side.is_signed_in()
    browser_side.signs_out()

    browser_side.signs_in_by_password(ann)

    browser_side.is_signed_in()


@pytest.mark.parametrize(
    ("locale", "words"), [("en-GB", str), ("sv-SE", swedish("django"))], ids=["en", "sv"]
)
def test_two_accounts_are_chosen_added_and_signed_out_one_by_one(
    locale: str, words: Words, new_window: NewWindow, ann: User, bo: User
) -> None:  # A23
    inspection = Inspection()
    window = BrowserWindow(new_window(locale=locale, viewport=WIDTHS["narrow"]), words=words)
    window.signs_in_by_password(ann)
    window.is_signed_in()
    window.page.locator("summary").first.click()
    window.follows("Use another account")
    window.signs_in_by_password(bo)
    window.is_signed_in()
    at_hand(window, "Bo Ek")

    window.page.goto("/sign-in/")
    window.sees("Choose an account")
    inspection.look(window, "the accounts")
    account(window, ann).click()
    window.is_signed_in()
    at_hand(window, "Ann")

    window.page.locator("summary").first.click()
    inspection.look(window, "the menu")
    window.page.locator(".menu-sheet").get_by_role("button", name=words("Sign out"), exact=True).click()
    window.sees("Choose an account")
    expect(window.page.locator(".person-name")).to_have_count(0)
    account(window, bo).click()
    window.is_signed_in()
    at_hand(window, "Bo Ek")

    window.page.goto("/sign-in/")
    account(window, ann).click()
    window.page.wait_for_url("**/sign-in/password/")
    window.reads(re.compile(re.escape(ann.username)))
    inspection.look(window, "signing in again")
    assert inspection.found == []


def test_an_account_is_forgotten_in_this_browser_alone(window: BrowserWindow, ann: User) -> None:  # A23
    window.signs_in_by_password(ann)
    window.is_signed_in()
    window.signs_out()
    window.page.goto("/sign-in/")
    window.page.get_by_role("link", name=re.compile("^Forget")).click()
    window.sees("Forget this account here?")

    window.presses("Forget")

    window.reads(f"This browser has forgotten {ann.username}.")
    expect(window.page.get_by_text("Choose an account")).to_have_count(0)


@pytest.fixture
def new_tab(window: BrowserWindow) -> Callable[[], BrowserWindow]:
    """Another tab of the same browser."""
    return lambda: BrowserWindow(window.page.context.new_page())


def test_a_tab_that_ann_left_open_does_nothing_as_bo(
    window: BrowserWindow, new_tab: Callable[[], BrowserWindow], ann: User, bo: User, complaints: Complaints
) -> None:  # A23 T33
    complaints.allow(OLD_PAGE)
    inspection = Inspection()
    window.signs_in_by_password(ann)
    window.is_signed_in()
    of_ann = KnownBrowser.objects.get(user=ann)
    anns = new_tab()
    anns.page.goto(f"/security-info/browsers/{of_ann.pk}/rename/")
    anns.writes("What you call it", "Ann's own")
    window.signs_in_by_password(bo)
    window.is_signed_in()

    anns.presses("Save")

    anns.sees("This page was another account's")
    anns.reads(re.compile("this browser has gone on as"))
    inspection.look(anns, "another account's page")
    assert not KnownBrowser.objects.exclude(name="").exists(), "nothing was done, as nobody"
    anns.presses(f"Go on as {ann.username}")
    anns.sees("Rename this browser")
    at_hand(anns, "Ann")
    is_written(anns.page, of_ann.called)
    assert inspection.found == []


def is_written(page: Page, name: str) -> None:
    """What Ann had written is not kept for whoever comes next, nor for her."""
    expect(page.get_by_label("What you call it")).to_have_value(re.compile(re.escape(name)))
