from dataclasses import replace
from typing import Any

import pytest

from devices.signatures.answers import ExpectedAnswer, check_unlock_hash, read_answer
from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import DENIAL
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_answer
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER, NOW, PHONE

OTHER_HASH = sha256_b64url("another challenge")


@pytest.fixture
def expected(challenge: ReceivedChallenge) -> ExpectedAnswer:
    return ExpectedAnswer(
        issuer=PHONE,
        audience=ISSUER,
        transaction="request-1",
        nonce=challenge.claims["nonce"],
        challenge=challenge.text,
    )


def test_an_answer_to_the_challenge_is_read(
    device_key: SigningKey, challenge: ReceivedChallenge, expected: ExpectedAnswer
) -> None:
    text = build_answer(kind=DENIAL, key=device_key, issuer=PHONE, challenge=challenge, now=NOW)

    claims = read_answer(text=text, kind=DENIAL, public_key=device_key.public_jwk, expected=expected)

    assert claims["txn"] == "request-1"


@pytest.mark.parametrize("off_by", [-86_400, 86_400, -NOW + 1, 10**9])
def test_the_phones_clock_does_not_matter(
    off_by: int, device_key: SigningKey, challenge: ReceivedChallenge, expected: ExpectedAnswer
) -> None:
    text = build_answer(kind=DENIAL, key=device_key, issuer=PHONE, challenge=challenge, now=NOW + off_by)

    assert read_answer(text=text, kind=DENIAL, public_key=device_key.public_jwk, expected=expected)


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"iss": "phone-2"}, "wrong_issuer"),
        ({"aud": "https://id.nordljus.example/tenants/other"}, "wrong_audience"),
        ({"aud": ISSUER + "/"}, "wrong_audience"),
        ({"txn": "request-2"}, "wrong_transaction"),
        ({"nonce": OTHER_HASH}, "wrong_nonce"),
        ({"chh": OTHER_HASH}, "wrong_challenge"),
        ({"chh": None}, "missing_claim"),
    ],
    ids=repr,
)
def test_t10_an_answer_to_anything_else_is_refused(
    overrides: dict[str, Any],
    reason: str,
    device_key: SigningKey,
    challenge: ReceivedChallenge,
    expected: ExpectedAnswer,
) -> None:
    text = build_answer(
        kind=DENIAL, key=device_key, issuer=PHONE, challenge=challenge, now=NOW, overrides=overrides
    )

    with pytest.raises(SignatureRejected, match=reason):
        read_answer(text=text, kind=DENIAL, public_key=device_key.public_jwk, expected=expected)


def test_an_answer_covers_everything_that_was_shown(
    device_key: SigningKey, challenge: ReceivedChallenge, expected: ExpectedAnswer
) -> None:
    # Found in other systems: signatures that do not cover what was shown.
    text = build_answer(kind=DENIAL, key=device_key, issuer=PHONE, challenge=challenge, now=NOW)
    shown_otherwise = replace(
        expected, challenge=challenge.text[:-1] + ("A" if challenge.text[-1] != "A" else "Q")
    )

    with pytest.raises(SignatureRejected, match="wrong_challenge"):
        read_answer(text=text, kind=DENIAL, public_key=device_key.public_jwk, expected=shown_otherwise)


def test_t12_an_unlock_proof_that_was_not_announced_or_is_another_is_refused() -> None:
    check_unlock_hash(signed_text="proof", expected_unlock_hash=sha256_b64url("proof"))

    with pytest.raises(SignatureRejected, match="unlock_not_announced"):
        check_unlock_hash(signed_text="proof", expected_unlock_hash=None)
    with pytest.raises(SignatureRejected, match="wrong_unlock_hash"):
        check_unlock_hash(signed_text="proof", expected_unlock_hash=sha256_b64url("other"))
