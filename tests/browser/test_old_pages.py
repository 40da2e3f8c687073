"""Pages that were left open: other tabs, Back, an old form, another language. Each tells the truth and leads on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import expect

from accounts.users.models import Group, User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from idp.management.commands.compile_texts import Command as CompileTexts
from tests.support.browser import Complaints, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow, Words, newest_request
from tests.support.people import make_group, make_person
from tests.support.texts import swedish

OLD_PAGE = r"status of 4(03|09)"

NewTab = Callable[[], BrowserWindow]


@pytest.fixture(autouse=True, scope="module")
def _compiled_texts() -> None:
    CompileTexts().handle(verbosity=0)


@pytest.fixture
def new_tab(browser_side: BrowserWindow) -> NewTab:
    """Another tab of the same browser."""
    return lambda: BrowserWindow(browser_side.page.context.new_page())


@pytest.mark.parametrize(
    ("locale", "words"), [("en-GB", str), ("sv-SE", swedish("django"))], ids=["en", "sv"]
)
def test_both_tabs_of_one_sign_in_arrive_when_the_phone_approves(
    locale: str, words: Words, phone: PhoneWindow, ann: User, new_window: NewWindow, complaints: Complaints
) -> None:  # A24
    complaints.allow(OLD_PAGE)
    page = new_window(locale=locale)
    one, other = BrowserWindow(page, words=words), BrowserWindow(page.context.new_page(), words=words)
    number = one.asks(ann)
    other.page.goto("/sign-in/phone/")
    phone.is_asked()
    other.reads("Waiting for your phone…")

    phone.approves(number)

    one.is_signed_in()
    other.is_signed_in()
    one.page.reload()
    one.sees("You are signed in")
    assert ApprovalRequest.objects.filter(kind="signin").count() == 1, "nothing was asked anew"


def test_a_tab_that_waits_goes_on_when_another_signs_in_by_password(
    browser_side: BrowserWindow, new_tab: NewTab, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A24
    complaints.allow(OLD_PAGE)
    browser_side.asks(ann)
    phone.is_asked()
    other = new_tab()
    other.page.goto("/sign-in/password/")

    other.writes("Password", "correct horse battery")
    other.page.keyboard.press("Enter")

    other.is_signed_in()
    browser_side.page.bring_to_front()
    browser_side.is_signed_in()


def test_cancelled_in_another_tab_a_page_says_no_more_than_that(
    browser_side: BrowserWindow, new_tab: NewTab, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A08
    complaints.allow(OLD_PAGE)
    browser_side.asks(ann)
    phone.is_asked()
    other = new_tab()
    other.page.goto("/sign-in/choose-method/")

    other.presses("Cancel")

    browser_side.is_told("Cancelled")
    browser_side.reads("This request was cancelled in this browser.")
    browser_side.follows("Start again")
    browser_side.sees("Sign in")


def test_back_after_a_good_sign_in(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A24
    complaints.allow(OLD_PAGE)
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()

    browser_side.page.go_back()

    browser_side.sees("You are signed in")
    browser_side.reads(ann.username)
    if "/signed-in/" not in browser_side.page.url:
        browser_side.follows("Go on")
    browser_side.is_signed_in()


def test_an_old_username_form_goes_on_and_with_another_name_offers_both(
    browser_side: BrowserWindow, new_tab: NewTab, ann: User
) -> None:  # A24
    bo = make_person(ann.tenant, "bo")
    tabs = [browser_side, new_tab()]
    for tab in tabs:
        tab.page.goto("/sign-in/")
    new_tab().signs_in_by_password(ann)
    expect(tabs[0].page.context.pages[-1]).to_have_url(re.compile("/signed-in/"))

    tabs[0].writes("Username", ann.username)
    tabs[0].presses("Next")
    tabs[0].is_signed_in()
    tabs[0].reads(f"You are signed in as {ann.username}.")

    tabs[1].writes("Username", bo.username)
    tabs[1].presses("Next")
    tabs[1].sees("You are signed in")
    tabs[1].reads(f"This browser is signed in as {ann.username}")
    tabs[1].presses(f"Sign in as {bo.username}")
    tabs[1].sees("Approve sign-in")
    tabs[1].reads(bo.username)


def test_a_username_comes_along_into_another_language_and_back_to_the_page(
    browser_side: BrowserWindow, ann: User
) -> None:  # D09
    browser_side.page.goto("/sign-in/")
    browser_side.writes("Username", ann.username)

    browser_side.presses("Svenska")

    swede = BrowserWindow(browser_side.page, words=swedish("django"))
    expect(swede.page.locator("html")).to_have_attribute("lang", "sv")
    expect(swede.page.get_by_role("textbox")).to_have_value(ann.username)
    assert "ann" not in swede.page.url
    swede.presses("Next")
    swede.sees("Approve sign-in")
    swede.page.go_back()
    expect(swede.page.get_by_role("textbox")).to_have_value(ann.username)


def test_another_language_works_where_the_cookies_are_gone(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # D09
    complaints.allow(OLD_PAGE)
    browser_side.asks(ann)
    phone.is_asked()
    browser_side.page.context.clear_cookies()

    browser_side.presses("Cancel")
    browser_side.sees("Your browser sent no cookies")
    browser_side.presses("Svenska")

    swede = BrowserWindow(browser_side.page, words=swedish("django"))
    swede.sees("Sign in")


def test_not_you_takes_the_request_off_the_phone_and_leads_back_to_the_username(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08
    browser_side.asks(ann)
    phone.is_asked()

    browser_side.presses("Not you?")

    browser_side.sees("Sign in")
    expect(browser_side.page.get_by_role("textbox")).to_have_value("")
    phone.sees("This request has ended")
    assert newest_request(ann).state == State.CANCELLED


def test_sending_again_is_confirmed(browser_side: BrowserWindow, phone: PhoneWindow, ann: User) -> None:
    browser_side.asks(ann)
    phone.is_asked()
    gone = timedelta(seconds=31)
    ApprovalRequest.objects.update(asked_at=F("asked_at") - gone)
    browser_side.page.reload()

    browser_side.presses("Send again")

    said = browser_side.page.get_by_role("status").filter(has_text="Asked again. If nothing arrives")
    expect(said).to_be_visible()


def test_a_group_form_in_tab_a_survives_a_proof_in_tab_b(
    browser_side: BrowserWindow, new_tab: NewTab, phone: PhoneWindow, ann: User
) -> None:  # A24
    ann.role = User.Role.TENANT_ADMIN
    ann.save()
    bo, group = make_person(ann.tenant, "bo"), make_group(ann.tenant, "Pilots")
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()
    browser_side.page.goto(f"/portal/groups/{group.pk}/change/")
    browser_side.page.get_by_label(bo.username).check()
    other = new_tab()
    phone.presses("Done")
    phone.approves(other.asks(ann))
    other.is_signed_in()

    browser_side.presses("Save")

    browser_side.reads("This is not saved yet.")
    expect(browser_side.page.get_by_label(bo.username)).to_be_checked()
    assert not group.members.exists()
    browser_side.presses("Save")
    browser_side.reads("was changed successfully.")
    assert list(Group.objects.get(pk=group.pk).members.all()) == [bo]
