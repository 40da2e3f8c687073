from typing import Any

import pytest

from devices.signatures.dpop import access_token_hash, verify_proof
from devices.signatures.encoding import encode
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import APPROVAL
from devices.signatures.keys import SigningKey
from devices.simulator.calls import build_proof
from devices.simulator.messages import build_answer
from devices.simulator.received import ReceivedChallenge

URL = "https://id.nordljus.example/device-api/v1/requests/"
TOKEN = "a-device-token"
FRESH = "A" * 43
KEY = SigningKey.generate()


def proof_for(*, key: SigningKey = KEY, **overrides: Any) -> str:
    return build_proof(
        key=key, method="GET", url=URL, now=1_800_000_000, nonce=FRESH, token=TOKEN, overrides=overrides
    )


def verify(proof: object, **changed: Any) -> Any:
    expected: dict[str, Any] = {
        "expected_method": "GET",
        "expected_url": URL,
        "expected_access_token": TOKEN,
        "expected_thumbprint": KEY.thumbprint,
        "is_known_nonce": lambda nonce: nonce == FRESH,
    }
    return verify_proof(proof=proof, **(expected | changed))


def reason_for(proof: object, **changed: Any) -> str:
    with pytest.raises(SignatureRejected) as refused:
        verify(proof, **changed)
    return refused.value.reason


def test_a_proof_for_this_call_tells_who_is_calling() -> None:
    verified = verify(proof_for(jti="anRp"))

    assert verified.thumbprint == KEY.thumbprint
    assert verified.jwk == KEY.public_jwk
    assert verified.jti == "anRp"


def test_the_hash_of_the_token_is_that_of_rfc_9449() -> None:
    # The example of RFC 9449, section 7.1.
    token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"

    assert access_token_hash(token) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"htm": "POST"}, "wrong_method"),
        ({"htm": "get"}, "wrong_method"),
        ({"htu": URL + "?x=1"}, "wrong_url"),
        ({"htu": URL[:-1]}, "wrong_url"),
        ({"htu": URL.replace("nordljus", "other")}, "wrong_url"),
        ({"htu": URL.replace("https", "http")}, "wrong_url"),
        ({"ath": access_token_hash("another")}, "wrong_token_hash"),
        ({"ath": None}, "wrong_token_hash"),
        ({"nonce": None}, "use_dpop_nonce"),
        ({"nonce": "B" * 42 + "A"}, "use_dpop_nonce"),
        ({"jti": None}, "missing_claim"),
        ({"exp": 1_900_000_000}, "unknown_claim"),
        ({"iat": True}, "bad_claim_iat"),
    ],
    ids=repr,
)
def test_t10_a_proof_of_another_call_is_refused(overrides: dict[str, Any], reason: str) -> None:
    assert reason_for(proof_for(**overrides)) == reason


def test_a_call_without_a_token_has_a_proof_without_its_hash() -> None:
    assert verify(proof_for(ath=None), expected_access_token=None)
    assert reason_for(proof_for(), expected_access_token=None) == "wrong_token_hash"


def test_another_key_than_the_phones_is_told_before_anything_else() -> None:
    other = SigningKey.generate()

    assert reason_for(proof_for(key=other, htm="POST", nonce=None)) == "key_mismatch"
    assert verify(proof_for(key=other), expected_thumbprint=None).thumbprint == other.thumbprint


def test_the_nonce_is_asked_for_only_after_the_call_was_checked() -> None:
    asked: list[str] = []

    def remember(nonce: str) -> bool:
        asked.append(nonce)
        return True

    reason = reason_for(proof_for(htu=URL + "x"), is_known_nonce=remember)

    assert reason == "wrong_url"
    assert asked == []


def test_a_proof_whose_signature_is_anothers_is_refused() -> None:
    ours, others = proof_for(), proof_for(key=SigningKey.generate())
    mixed = ours.rpartition(".")[0] + "." + others.rpartition(".")[2]

    assert reason_for(mixed) == "bad_signature"


@pytest.mark.parametrize(
    "proof",
    ["", "a.b.c", None, 7, "é", "x" * 5000, "e30.e30." + encode(bytes(64))],
    ids=lambda p: repr(p)[:20],
)
def test_t11_what_is_no_proof_is_refused(proof: object) -> None:
    reason_for(proof)
    reason_for(proof, expected_thumbprint=None)


def test_t11_a_key_in_the_header_must_be_a_plain_public_key() -> None:
    import_all = KEY.private_jwk()
    leaky = SigningKey(secret=KEY.secret, public_jwk=import_all, thumbprint=KEY.thumbprint)

    assert reason_for(proof_for(key=leaky)) == "bad_key"
    assert reason_for(proof_for(key=leaky), expected_thumbprint=None) == "bad_key"


def test_t11_an_approval_is_no_proof(challenge: ReceivedChallenge) -> None:
    approval = build_answer(kind=APPROVAL, key=KEY, issuer="phone-1", challenge=challenge, now=1_800_000_000)

    assert reason_for(approval, expected_thumbprint=None) == "wrong_typ"
