"""What exactly is asked for is what the phone shows and signs, and what the tokens say (G09)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts.users.models import User
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.evidence.verifying import verify
from devices.approvals.models import ApprovalRequest
from devices.signatures.encoding import decode
from devices.signatures.jws.reading import LARGEST_MESSAGE
from tests.support.kept_log import keep_log
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import EVERYTHING, RelyingParty, make_application, question

PAYMENT = {
    "type": "payment",
    "amount": "129.90",
    "currency": "SEK",
    "to": "Nordkraft",
    "reference": "OCR 4711",
}


def test_g09_what_is_asked_is_what_is_shown_signed_and_said(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    asked = bank.ask_phone(
        login_hint=ann.username, scope=EVERYTHING, authorization_details=json.dumps([PAYMENT])
    ).json()["auth_req_id"]
    [seen] = phone.requests()
    assert (seen.details, seen.is_understood) == ((PAYMENT,), True)
    phone.says_yes(question())

    tokens = bank.poll(asked).json()

    assert tokens["authorization_details"] == [PAYMENT]
    assert bank.verified(tokens["access_token"])["authorization_details"] == [PAYMENT]
    told = bank.ask_tokens("introspect", token=tokens["access_token"]).json()
    assert (told["active"], told["authorization_details"]) == (True, [PAYMENT])


def test_g09_it_was_agreed_to_once(bank: RelyingParty, phone: SigningPhone, ann: User) -> None:
    asked = bank.ask_phone(
        login_hint=ann.username, scope=EVERYTHING, authorization_details=json.dumps([PAYMENT])
    ).json()["auth_req_id"]
    phone.says_yes(question())

    assert "refresh_token" not in bank.poll(asked).json()


def test_g09_what_was_signed_is_kept_and_can_be_verified(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:  # E13
    bank.ask_phone(
        login_hint=ann.username, binding_message="W4SCT", authorization_details=json.dumps([PAYMENT])
    )
    phone.says_yes(question())
    keep_log()

    kept = ApprovalEvidence.objects.get(request_id=question().pk)

    assert verify(kept).kind == "approval"
    assert PAYMENT["to"] in _claims(kept.challenge)["context"]["details"][0].values()
    assert _claims(kept.challenge)["context"]["binding_message"] == "W4SCT"


@pytest.mark.parametrize("details", ["[]", "x", '[{"type": "transfer"}]'])
def test_t26_what_no_phone_shows_is_not_asked(
    bank: RelyingParty, phone: SigningPhone, ann: User, details: str
) -> None:
    answer = bank.ask_phone(login_hint=ann.username, authorization_details=details)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_authorization_details")
    assert not ApprovalRequest.objects.filter(kind="ciba").exists()


def test_g09_the_longest_that_may_be_asked_is_read_by_a_phone(db: None) -> None:
    sudsol = make_tenant("sudsol", name="\N{CJK UNIFIED IDEOGRAPH-4E00}" * 80)
    bank = make_application(sudsol, name="\N{CJK UNIFIED IDEOGRAPH-4E00}" * 80, delivery="poll")
    cy = make_person(sudsol, name="cy")
    phone = phone_of(cy)
    phone.tell_capabilities()
    fits = json.dumps([{"type": "read", "what": "a" * 180, "where": "b" * 180}] * 2)
    message = "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 110

    answer = bank.ask_phone(login_hint=cy.username, binding_message=message, authorization_details=fits)

    assert answer.status_code == 200, answer.content
    [seen] = phone.requests()
    assert seen.binding_message == message
    assert len(seen.challenge.text) < LARGEST_MESSAGE


def test_g09_what_is_too_long_for_a_phone_is_not_asked(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    details = json.dumps([{"type": "read", "what": "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 180}] * 2)
    details = json.dumps(json.loads(details), ensure_ascii=False)

    answer = bank.ask_phone(login_hint=ann.username, binding_message="m" * 200, authorization_details=details)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def _claims(challenge: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(decode(challenge.split(".")[1]))
    return claims
