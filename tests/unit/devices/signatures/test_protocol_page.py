"""docs/protocol.md is what strangers build from: its example must verify, and its tables must be the code's."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from devices.signatures.challenges import read_challenge
from devices.signatures.decisions import verify_decision
from devices.signatures.dpop import access_token_hash, verify_proof
from devices.signatures.encoding import sha256_b64url
from devices.signatures.jws.kinds import ALL_KINDS, APPROVAL_CHALLENGE, MessageKind
from devices.signatures.keys import SigningKey
from devices.signatures.unlocks import verify_pin_unlock

PAGE = (Path(__file__).parents[4] / "docs" / "protocol.md").read_text(encoding="utf-8")


def example(name: str) -> str:
    found = re.search(rf"^```\w+ example-{name}\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, name
    return found.group(1)


def key(name: str) -> SigningKey:
    return SigningKey.from_private_jwk(json.loads(example(f"{name}-key")))


def claims(name: str) -> dict[str, Any]:
    return dict(json.loads(example(f"{name}-claims")))


def test_the_example_challenge_verifies_and_says_what_is_printed() -> None:
    read = read_challenge(
        challenge=example("challenge"),
        kind=APPROVAL_CHALLENGE,
        public_key=key("challenge").public_jwk,
        expected_audience=claims("challenge")["aud"],
    )

    assert read == claims("challenge")
    assert f"`{sha256_b64url(example('challenge'))}`" in PAGE


def test_the_example_approval_and_its_unlock_proof_verify() -> None:
    asked = claims("challenge")

    decision = verify_decision(
        decision=example("approval"),
        public_key=key("device").public_jwk,
        expected_phone_id=asked["aud"],
        expected_audience=asked["iss"],
        expected_handle=asked["txn"],
        expected_nonce=asked["nonce"],
        expected_challenge=example("challenge"),
    )
    unlock = verify_pin_unlock(
        proof=example("unlock"),
        public_key=key("pin").public_jwk,
        expected_unlock_hash=decision.unlock_hash,
        expected_audience=asked["iss"],
        expected_transaction=asked["txn"],
        expected_nonce=asked["nonce"],
        expected_challenge=example("challenge"),
        expected_number=decision.number,
    )

    assert (decision.kind, decision.number, unlock.sign_count) == ("approval", "42", 0)
    assert claims("approval")["unlock_hash"] == decision.unlock_hash


def test_the_example_proof_verifies() -> None:
    told = re.search(r"A call `GET (\S+)` with the device token `(\S+)` and the server's nonce `(\S+)`", PAGE)
    assert told
    url, token, nonce = told.groups()

    verified = verify_proof(
        proof=example("proof"),
        expected_method="GET",
        expected_url=url,
        expected_access_token=token,
        expected_thumbprint=key("device").thumbprint,
        is_known_nonce=lambda told_nonce: told_nonce == nonce,
    )

    assert verified.thumbprint == key("device").thumbprint
    assert f"`{access_token_hash(token)}`" in PAGE


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.typ)
def test_the_table_of_messages_is_the_one_in_the_code(kind: MessageKind) -> None:
    row = re.search(
        rf"^\| `{re.escape(kind.typ)}` \| [^|]+ \| `([^`]+)` \| (?:`([^`]+)` )?\|$", PAGE, re.MULTILINE
    )

    assert row
    assert set(row.group(1).split()) == kind.required
    assert set((row.group(2) or "").split()) == kind.optional
