"""A page that asks for fresh proof, opened by a link: the phone rests until the button is pressed (A16, T35)."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.browser import NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.phones import account_of
from tests.support.sessions import PHONE_PROOF, make_stale, signed_in
from tests.support.texts import swedish

ASKS = "Ask my phone"
NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}
WITHOUT_SCRIPTS: dict[str, Any] = {"java_script_enabled": False}


def has_asked(user: User) -> int:
    return ApprovalRequest.objects.filter(user=user, kind="reauth").count()


def signed_in_long_ago(window: BrowserWindow, user: User) -> None:
    """This window holds the session that the user's phone has opened long ago; no clock moves under an open app."""
    client = signed_in(user, PHONE_PROOF, device=account_of(user))
    make_stale(client)
    window.page.goto("/")
    name = settings.SESSION_COOKIE_NAME
    session = {"name": name, "value": client.cookies[name].value, "url": window.page.url}
    window.page.context.add_cookies([session])  # type: ignore[list-item]  # its TypedDict names more


@pytest.mark.parametrize(
    "how", [{}, NARROW, WITHOUT_SCRIPTS], ids=["wide", "narrow, in Swedish", "no scripts"]
)
def test_a_link_to_security_info_waits_for_the_button(
    how: dict[str, Any], new_window: NewWindow, phone: PhoneWindow, ann: User
) -> None:  # A16 T35
    window = BrowserWindow(new_window(**how), words=swedish("django") if how is NARROW else str)
    signed_in_long_ago(window, ann)
    window.page.goto("/security-info/phones/")
    window.sees("Approve on your phone")
    window.page.reload()
    expect(window.button(ASKS)).to_be_visible()
    phone.opens()
    phone.sees("Accounts")
    assert has_asked(ann) == 0

    window.presses(ASKS)
    number = window.digits_shown()
    window.page.go_back()
    window.page.goto("/security-info/phones/")
    assert window.digits_shown() == number, "asked once, whatever is opened"
    phone.sees("Is it still you?")
    phone.gives(number)
    phone.unlocks()
    phone.reads("Approved")

    if how is WITHOUT_SCRIPTS:
        window.presses("Continue")
    window.page.wait_for_url("**/security-info/phones/")
    assert has_asked(ann) == 1
