"""The portal's home while people sign in: its numbers change by themselves, in front of whoever looks (E14)."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.browser import NewWindow
from tests.support.entering import enters_by_phone
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import make_person


def test_an_admin_sees_requests_wait_and_be_denied_as_it_happens(
    new_window: NewWindow, browser_side: BrowserWindow, phone: PhoneWindow, nordljus: Tenant, ann: User
) -> None:  # E14
    desk = BrowserWindow(new_window())
    enters_by_phone(desk, make_person(nordljus, "vera", role=User.Role.TENANT_ADMIN))
    with desk.page.expect_websocket(lambda socket: "/live/requests/" in socket.url):
        desk.page.goto("/portal/")
    waiting, denied = desk.page.locator("[data-waiting]"), desk.page.locator("[data-denied]")
    before = int(denied.inner_text())

    browser_side.asks(ann)
    expect(waiting).to_have_text("1")

    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")
    expect(waiting).to_have_text("0")
    expect(denied).to_have_text(str(before + 1))
