"""What exactly is asked is shown whole before it is approved; what the app cannot show can only be denied (T26)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals import challenges
from devices.approvals.models import ApprovalRequest
from devices.signatures.challenges import RequestContext
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.ready_phone import ready_phone

MESSAGE = "Blue 42"
PAYMENT = {"type": "payment", "amount": "1 250,00", "currency": "SEK", "to": "Sydsol <b>AB</b>"}
TO_COME = {"type": "what_comes", "fact": "something new"}


@pytest.fixture
def asked_exactly(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Every request asks for what is put in here, as a later release will."""
    details: list[dict[str, str]] = []
    today = challenges._context

    def context(request: ApprovalRequest, tenant: Tenant) -> RequestContext:
        return replace(today(request, tenant), binding_message=MESSAGE, details=tuple(details))

    monkeypatch.setattr(challenges, "_context", context)
    return details


def test_particulars_are_shown_whole_or_can_only_be_denied(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, asked_exactly: list[dict[str, Any]]
) -> None:  # T26
    ready_phone(phone, ann)
    asked_exactly.append(PAYMENT)
    number = browser_side.asks(ann)
    phone.is_asked()

    for text in (MESSAGE, "Payment", "1 250,00", "SEK", "Sydsol <b>AB</b>"):
        phone.reads(text)
    phone.approves(number)
    browser_side.is_signed_in()
    browser_side.signs_out()

    # A browser that nobody knows has its number typed: its Approve stands low.
    browser_side.page.context.clear_cookies()
    asked_exactly.append(TO_COME)
    browser_side.asks(ann)
    phone.is_asked()
    phone.reads("This app cannot show all that is asked here")
    phone.reads("something new")
    expect(phone.page.locator("#answer")).to_have_count(0)
    expect(phone.button("Approve")).to_have_count(0)
    phone.presses("Deny")
    phone.sees("Denied")
