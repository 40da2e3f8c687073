"""A receipt holds by its signatures and the organisation's keys alone, and any change to it is found (G09, T11)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from devices.signatures.challenges import sign_challenge
from devices.signatures.encoding import decode
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import RECEIPT
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.receipts.keys import TrustedKeys, read_keys
from devices.signatures.receipts.reading import LARGEST_RECEIPT, verify_receipt
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER
from tests.unit.devices.signatures.receipts.conftest import Maker, platform_lock


def why_not(maker: Maker, text: str, *trusted: TrustedKeys) -> str:
    with pytest.raises(SignatureRejected) as refused:
        verify_receipt(text, trusted=trusted or [maker.trusted])
    return refused.value.reason


def test_a_receipt_shows_who_approved_what_and_when(maker: Maker) -> None:  # G09
    shown = maker.shows(maker.receipt())

    assert (shown.username, shown.tenant, shown.phone_name) == (
        "ann@nordljus.example",
        "Nordljus",
        "Ann's phone",
    )
    assert shown.context["binding_message"] == "Deploy 4.2"
    assert shown.context["details"] == [
        {"type": "deployment", "what": "shop", "version": "4.2", "where": "live"}
    ]
    assert (shown.kind, shown.unlock, shown.approved_at) == ("act", "pin", maker.vouched.approved_at)
    assert shown.key_name == maker.device.thumbprint


def test_the_phones_own_lock_is_verified_as_well(maker: Maker) -> None:  # G09
    lock, public_key = platform_lock()
    answer = replace(maker.answer(unlock=lock), unlock_key=public_key)
    swapped = replace(answer, unlock_key=platform_lock()[1])

    assert maker.shows(maker.receipt(answer)).unlock == "platform"
    assert why_not(maker, maker.receipt(swapped)) == "bad_platform_unlock"


def test_an_app_of_another_maker_unlocks_for_its_own_origin(maker: Maker) -> None:  # G09
    lock, public_key = platform_lock()
    origin = "android:apk-key-hash:abc"
    answer = replace(maker.answer(unlock=lock, origin=origin), unlock_key=public_key)

    assert why_not(maker, maker.receipt(answer)) == "bad_platform_unlock"
    assert maker.shows(maker.receipt(replace(answer, native_origins=(origin,)))).unlock == "platform"


def test_t11_no_character_of_it_can_be_another(maker: Maker) -> None:  # G09
    text = maker.receipt()

    held = []
    for at, was in enumerate(text):
        changed = text[:at] + ("A" if was != "A" else "B") + text[at + 1 :]
        try:
            maker.shows(changed)
        except SignatureRejected:
            continue
        held.append(at)

    assert held == []


@pytest.mark.parametrize("cut", [1, 43, 200, 4000])
def test_t11_a_part_of_it_is_none(maker: Maker, cut: int) -> None:  # G09
    text = maker.receipt()

    why_not(maker, text[:-cut])
    why_not(maker, text[cut:])
    why_not(maker, f"{text} ")


def test_t30_what_is_larger_than_any_is_not_read(maker: Maker) -> None:  # G09
    assert why_not(maker, "A" * (LARGEST_RECEIPT + 1)) == "too_large"
    assert len(maker.receipt()) < LARGEST_RECEIPT // 2


def test_t09_another_organisations_key_speaks_only_for_itself(maker: Maker) -> None:  # G09
    other = SigningKey.generate()
    theirs = TrustedKeys("https://id.nordljus.example/tenants/other", {other.thumbprint: other.public_jwk})

    assert why_not(maker, maker.receipt(key=other)) == "unknown_key"
    assert why_not(maker, maker.receipt(key=other), theirs, maker.trusted) == "unknown_key"
    assert why_not(maker, maker.receipt(), theirs) == "unknown_organisation"


def test_a_question_signed_by_nobody_of_theirs_does_not_hold(maker: Maker) -> None:  # G09
    stranger = SigningKey.generate()
    question = replace(maker.challenge(), text=sign_challenge(challenge=maker.asked, key=stranger))

    assert why_not(maker, maker.receipt(maker.answer(question))) == "unknown_key_of_question"


def test_an_older_key_of_theirs_asked(maker: Maker) -> None:  # G09
    newer = SigningKey.generate()
    both = TrustedKeys(ISSUER, {**maker.trusted.by_name, newer.thumbprint: newer.public_jwk})

    shown = verify_receipt(maker.receipt(key=newer), trusted=[both])

    assert shown.signed_by == newer.thumbprint


def test_a_denial_is_no_approval(maker: Maker) -> None:  # G09
    assert why_not(maker, maker.receipt(maker.answer(is_approval=False))) == "not_an_approval"


def test_of_one_that_needed_no_unlock_none_is_shown(maker: Maker) -> None:  # G09
    free = maker.challenge(unlock="optional")
    answer = maker.answer(free)

    assert why_not(maker, maker.receipt(answer)) == "unlock_not_asked"
    assert maker.shows(maker.receipt(replace(answer, unlock=None))).unlock == ""


def _other_device_key(maker: Maker, claims: dict[str, Any]) -> None:
    claims["key"] = SigningKey.generate().public_jwk


def _other_unlock_key(maker: Maker, claims: dict[str, Any]) -> None:
    claims["unlock_key"] = jwk_to_text(SigningKey.generate().public_jwk)


def _other_request(maker: Maker, claims: dict[str, Any]) -> None:
    claims["txn"] = "request-2"


def _no_unlock(maker: Maker, claims: dict[str, Any]) -> None:
    del claims["unlocked"]


def _other_answer(maker: Maker, claims: dict[str, Any]) -> None:
    claims["answered"] = maker.answer(maker.challenge(match="choose", choices=("47", "11", "12"))).decision


def _other_question(maker: Maker, claims: dict[str, Any]) -> None:
    context = replace(maker.asked.context, binding_message="Deploy 9.9")
    claims["asked"] = maker.challenge(context=context).text


def _other_unlock(maker: Maker, claims: dict[str, Any]) -> None:
    answer = maker.answer(ReceivedChallenge(text=claims["asked"], claims=maker.asked.claims()), number="11")
    assert answer.unlock is not None
    claims["unlocked"] = dict(answer.unlock)


def _a_later_version(maker: Maker, claims: dict[str, Any]) -> None:
    claims["version"] = 2


def _one_more_member(maker: Maker, claims: dict[str, Any]) -> None:
    claims["note"] = "believe me"


def test_the_question_is_the_one_that_the_receipt_is_of(maker: Maker) -> None:  # G09
    claims = maker.claims()

    assert why_not(maker, maker.signed(claims | {"txn": "request-2"})) == "another_question"


CHANGES = {
    _other_device_key: "wrong_key",
    _other_unlock_key: "wrong_key",
    _other_request: "another_question",
    _no_unlock: "unlock_not_kept",
    _other_answer: "wrong_challenge",
    _other_question: "wrong_challenge",
    _other_unlock: "wrong_unlock_hash",
    _a_later_version: "bad_claim_version",
    _one_more_member: "unknown_claim",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_not_even_the_organisation_changes_what_the_phone_signed(maker: Maker, change: Any) -> None:  # G09
    claims = maker.claims()

    change(maker, claims)

    assert why_not(maker, maker.signed(claims)) == CHANGES[change]


@pytest.mark.parametrize(
    "member", sorted({"iss", "jti", "txn", "iat", "version", "tenant", "account", "key"})
)
def test_no_member_may_be_missing_or_of_another_shape(maker: Maker, member: str) -> None:  # T11
    claims = maker.claims()

    why_not(maker, maker.signed({name: value for name, value in claims.items() if name != member}))
    why_not(maker, maker.signed(claims | {member: ["x"]}))


def test_t11_a_question_is_no_receipt_and_a_receipt_no_question(maker: Maker) -> None:
    claims = maker.claims()
    as_question = sign(claims=maker.asked.claims(), kind=RECEIPT, key=maker.server)

    assert why_not(maker, maker.challenge().text) == "wrong_typ"
    assert why_not(maker, maker.signed(claims | {"asked": as_question})) == "wrong_typ"


def test_keys_are_called_by_what_they_are(maker: Maker) -> None:  # G09
    key = maker.server.public_jwk
    told = {"iss": ISSUER, "keys": [{**key, "kid": "another", "alg": "ES256", "use": "sig"}]}

    assert read_keys(json.dumps(told).encode()).by_name == {maker.server.thumbprint: key}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"iss": ISSUER},
        {"iss": ISSUER, "keys": []},
        {"iss": 7, "keys": [{}]},
        {"iss": ISSUER, "keys": ["x"]},
        {"iss": ISSUER, "keys": [{"kty": "oct", "k": "AAAA"}]},
        {"iss": ISSUER, "keys": [{"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}]},
    ],
    ids=str,
)
def test_what_are_no_keys_is_said(told: Any) -> None:  # G09
    with pytest.raises(SignatureRejected):
        read_keys(json.dumps(told).encode())


def test_t30_a_huge_file_of_keys_is_not_read() -> None:
    with pytest.raises(SignatureRejected, match="keys_too_large"):
        read_keys(b" " * (300 * 1024))


def test_the_phones_name_may_be_left_out(maker: Maker) -> None:  # G09
    maker.vouched = replace(maker.vouched, phone_name="")

    assert maker.shows(maker.receipt()).phone_name == ""
    assert b'phone"' not in decode(maker.receipt().split(".")[1])
