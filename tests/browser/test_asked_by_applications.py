"""What an application asks, on the phone's own app: shown whole, approved with the unlock, fetched once (G03, G09)."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.journeys import PhoneWindow
from tests.support.ready_phone import ready_phone
from tests.support.relying import RelyingParty, make_application

PAYMENT = {
    "type": "payment",
    "amount": "129.90",
    "currency": "SEK",
    "to": "Nordkraft",
    "reference": "OCR 4711",
}
READ = {"type": "read", "what": "Annual report", "where": "archive"}


@pytest.fixture
def bank(nordljus: Tenant) -> RelyingParty:
    made = make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll")
    made.server.defaults["SERVER_NAME"] = "localhost"
    return made


def asks(bank: RelyingParty, who: User, *details: dict[str, str]) -> str:
    response = bank.ask_phone(
        login_hint=who.username, binding_message="W4SCT", authorization_details=json.dumps(details)
    )
    assert response.status_code == 200, response.content
    return str(response.json()["auth_req_id"])


def test_an_application_asks_and_gets_what_was_approved(
    phone: PhoneWindow, ann: User, bank: RelyingParty
) -> None:  # G03 G09
    ready_phone(phone, ann)

    asked = asks(bank, ann, PAYMENT, READ)
    phone.sees("Do you approve this?")
    for text in (
        "Bank",
        "W4SCT",
        "Payment",
        "129.90",
        "SEK",
        "Nordkraft",
        "OCR 4711",
        "Reading",
        "Annual report",
    ):
        phone.reads(text)
    expect(phone.page.get_by_text("A browser not used for this account before")).to_have_count(0)
    assert bank.poll(asked).json()["error"] == "authorization_pending"
    phone.page.locator("#answer").get_by_role("button", name="Approve").click()
    phone.reads("The application has your answer.")

    tokens = bank.poll(asked).json()
    assert tokens["authorization_details"] == [PAYMENT, READ]
    assert bank.verified(tokens["id_token"])["sub"] == str(ann.pk)


def test_an_application_is_told_no(phone: PhoneWindow, ann: User, bank: RelyingParty) -> None:  # G03
    ready_phone(phone, ann)

    asked = asks(bank, ann, PAYMENT)
    phone.sees("Do you approve this?")
    phone.presses("Deny")
    phone.reads("Nothing was approved. The application is told so.")

    assert bank.poll(asked).json()["error"] == "access_denied"
