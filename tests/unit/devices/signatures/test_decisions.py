from typing import Any

import pytest

from devices.signatures.decisions import VerifiedDecision, verify_decision
from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import ENROLMENT, UNLOCK, UNLOCK_SETUP, MessageKind
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_answer, build_decision
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER, NOW, PHONE


def verify(
    decision: object, *, key: SigningKey, challenge: ReceivedChallenge, **changed: Any
) -> VerifiedDecision:
    expected: dict[str, Any] = {
        "public_key": key.public_jwk,
        "expected_phone_id": PHONE,
        "expected_audience": ISSUER,
        "expected_handle": "request-1",
        "expected_nonce": challenge.claims["nonce"],
        "expected_challenge": challenge.text,
    }
    return verify_decision(decision=decision, **(expected | changed))


def build(*, key: SigningKey, challenge: ReceivedChallenge, is_approval: bool = True, **said: Any) -> str:
    return build_decision(
        key=key, phone_id=PHONE, challenge=challenge, now=NOW, is_approval=is_approval, **said
    )


def test_an_approval_says_its_number_and_announces_its_unlock(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    announced = sha256_b64url("the unlock proof")
    decision = build(
        key=device_key,
        challenge=challenge,
        number="07",
        unlock_hash=announced,
        overrides={"jti": "anRp"},
    )

    verified = verify(decision, key=device_key, challenge=challenge)

    assert verified == VerifiedDecision(
        kind="approval", number="07", unlock_hash=announced, reason=None, jti="anRp"
    )


def test_a_denial_says_why_and_nothing_more(device_key: SigningKey, challenge: ReceivedChallenge) -> None:
    decision = build(key=device_key, challenge=challenge, is_approval=False, reason="not_me")

    verified = verify(decision, key=device_key, challenge=challenge)

    assert (verified.kind, verified.reason, verified.number, verified.unlock_hash) == (
        "denial",
        "not_me",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("is_approval", "overrides"),
    [
        (True, {"reason": "not_me"}),
        (True, {"reason": "mistake"}),
        (False, {"number": "07"}),
        (False, {"unlock_hash": sha256_b64url("proof")}),
        (False, {"state": "approved"}),
        (True, {"approved": True}),
    ],
    ids=repr,
)
def test_t11_neither_may_carry_what_belongs_to_the_other(
    is_approval: bool, overrides: dict[str, Any], device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    decision = build(key=device_key, challenge=challenge, is_approval=is_approval, overrides=overrides)

    with pytest.raises(SignatureRejected, match="unknown_claim"):
        verify(decision, key=device_key, challenge=challenge)


@pytest.mark.parametrize("kind", [ENROLMENT, UNLOCK, UNLOCK_SETUP], ids=lambda kind: kind.typ)
def test_t11_another_answer_to_the_same_challenge_is_no_decision(
    kind: MessageKind, device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    answer = build_answer(kind=kind, key=device_key, issuer=PHONE, challenge=challenge, now=NOW)

    with pytest.raises(SignatureRejected, match="wrong_typ"):
        verify(answer, key=device_key, challenge=challenge)


def test_t11_the_challenge_itself_is_no_decision(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    with pytest.raises(SignatureRejected, match="wrong_typ"):
        verify(challenge.text, key=device_key, challenge=challenge)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"expected_phone_id": "phone-2"}, "wrong_issuer"),
        ({"expected_audience": "https://other.example/tenants/9f2c"}, "wrong_audience"),
        ({"expected_handle": "request-2"}, "wrong_transaction"),
        ({"expected_nonce": "bm9uY2U"}, "wrong_nonce"),
        ({"expected_challenge": "a.b.c"}, "wrong_challenge"),
        ({"public_key": SigningKey.generate().public_jwk}, "wrong_key"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_t03_a_decision_counts_for_its_own_request_only(
    changed: dict[str, Any], reason: str, device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    decision = build(key=device_key, challenge=challenge, number="07")

    with pytest.raises(SignatureRejected, match=reason):
        verify(decision, key=device_key, challenge=challenge, **changed)


@pytest.mark.parametrize("number", ["7", "007", "x7", " 07", "\uff10\uff17", ""])
def test_t02_a_number_is_two_or_six_digits_written_one_way(
    number: str, device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    decision = build(key=device_key, challenge=challenge, number=number)

    with pytest.raises(SignatureRejected, match="bad_claim_number"):
        verify(decision, key=device_key, challenge=challenge)
