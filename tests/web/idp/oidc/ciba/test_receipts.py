"""An application that asked a phone is handed the receipt of the yes with its tokens (G03, G09)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.receipts.trusting import keys_for
from devices.signatures.receipts.reading import verify_receipt
from idp.oidc.applications.models import Application
from tests.support.pages import read
from tests.support.phones import SigningPhone
from tests.support.relying import RelyingParty, question
from tests.support.sessions import PASSWORD_PROOF, signed_in

PAYMENT = '[{"type": "payment", "amount": "129.90", "currency": "SEK", "to": "Sydsol"}]'

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def tokens(bank: RelyingParty, phone: SigningPhone, ann: User) -> dict[str, Any]:
    asked = bank.ask_phone(
        login_hint=ann.username, scope="openid", binding_message="Order 4711", authorization_details=PAYMENT
    ).json()
    phone.says_yes(question())
    told: dict[str, Any] = bank.poll(asked["auth_req_id"]).json()
    return told


def test_the_receipt_shows_what_was_paid_and_by_whom(tokens: dict[str, Any], ann: User) -> None:  # G09
    shown = verify_receipt(tokens["receipt"], trusted=keys_for(tokens["receipt"]))

    assert shown.username == ann.username
    assert shown.context["application"] == "Bank"
    assert shown.context["binding_message"] == "Order 4711"
    assert shown.context["details"] == [
        {"type": "payment", "amount": "129.90", "currency": "SEK", "to": "Sydsol"}
    ]


def test_the_application_is_not_told_what_the_phone_is_called(tokens: dict[str, Any]) -> None:  # G09
    assert verify_receipt(tokens["receipt"], trusted=keys_for(tokens["receipt"])).phone_name == ""


def test_its_person_finds_it_among_what_they_approved(tokens: dict[str, Any], ann: User) -> None:  # G09
    page = read(signed_in(ann, PASSWORD_PROOF).get("/security-info/approvals/"))

    assert "Order 4711" in page.text
    assert "Amount: 129.90" in page.text
    assert "Asked by Bank" in page.text


def test_an_application_that_is_to_know_nobody_gets_none(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    # G09
    Application.objects.update(subject_type=Application.SubjectType.PAIRWISE)
    asked = bank.ask_phone(login_hint=ann.username, scope="openid").json()
    phone.says_yes(question())

    told = bank.poll(asked["auth_req_id"]).json()

    assert "receipt" not in told
    assert told["id_token"]


def test_no_log_has_it_as_a_sign_in(tokens: dict[str, Any], ann: User) -> None:  # G03, E13
    of_request = AuditEvent.objects.filter(details__request=str(question().pk))

    assert tokens["id_token"]
    assert "user:request:approved" in of_request.values_list("tag", flat=True)
    assert not [event.tag for event in of_request if "sign_in" in event.details]
