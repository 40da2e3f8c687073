"""What is shown to be carried elsewhere can be copied, and the page says that it was (E04)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.entering import enters_by_phone
from tests.support.journeys import BrowserWindow
from tests.support.people import make_person

CLOSED = "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }"
ALLOWED = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def link_page(browser_side: BrowserWindow, nordljus: Tenant, ann: User) -> BrowserWindow:
    """An admin has just made Ann's one-time link."""
    enters_by_phone(browser_side, make_person(nordljus, "vera", role="tenant_admin"))
    browser_side.page.goto(f"/portal/users/{ann.pk}/help/one-time-link/")
    browser_side.presses("Make the link")
    return browser_side


def link_of(window: BrowserWindow) -> str:
    return window.page.locator("code").inner_text()


def test_a_one_time_link_is_copied_and_the_page_says_so(link_page: BrowserWindow) -> None:  # E04
    link_page.page.context.grant_permissions(ALLOWED)
    link_page.presses("Copy")

    expect(link_page.page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert link_page.page.evaluate("navigator.clipboard.readText()") == link_of(link_page)


def test_where_the_clipboard_is_closed_to_pages_the_link_is_selected(link_page: BrowserWindow) -> None:  # E04
    link_page.page.evaluate(CLOSED)
    link_page.presses("Copy")

    expect(link_page.page.get_by_role("status").filter(has_text="It is selected")).to_be_visible()
    assert link_page.page.evaluate("String(getSelection())") == link_of(link_page)
