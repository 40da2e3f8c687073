"""What an application asks, on the phone (H07)."""

from __future__ import annotations

import json

from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.ready_phone import ready_phone
from tests.support.relying import make_application

DETAILS = [
    {"type": "payment", "amount": "129.90", "currency": "SEK", "to": "Nordkraft", "reference": "OCR 4711"},
    {"type": "deletion", "what": "312 invoices of 2019", "where": "archive"},
]


def test_a_payment_that_an_application_asks_for(looks: Looks, ann: User) -> None:  # G03 G09
    bank = make_application(ann.tenant, name="Bank", redirect_uris=[], delivery="poll")
    bank.server.defaults["SERVER_NAME"] = "localhost"
    phone = ready_phone(looks.phone, ann)

    bank.ask_phone(
        login_hint=ann.username, binding_message="W4SCT", authorization_details=json.dumps(DETAILS)
    )
    phone.sees("Do you approve this?")
    phone.page.get_by_text("W4SCT").wait_for()
    looks.at_phone("payment and deletion")
