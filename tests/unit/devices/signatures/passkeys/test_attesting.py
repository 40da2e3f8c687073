"""Who vouches for a passkey: real statements up to real roots, and everything that is none (WebAuthn Level 3, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from devices.signatures.passkeys.attesting import MOST_CERTIFICATES
from devices.signatures.passkeys.making import NewPasskey
from tests.support.attesting import make_root, pem_of
from tests.support.makers import Maker, key_of, make_maker, root_of
from tests.support.passkeys import APPLE, YUBIKEY, SoftwareKey
from tests.unit.devices.signatures.passkeys.asked import TO_MAKE, made

DIRECT = {**TO_MAKE, "attestation": "direct"}


def judged(key: SoftwareKey, *roots: Any) -> NewPasskey:
    return made(key.make(DIRECT), roots=roots)


def why_not(maker: Maker, *roots: Any, **facts: Any) -> str:
    """Why nobody vouches for a key of this maker's, where these roots may; it is taken like any other."""
    new = judged(key_of(maker, **facts), *(roots or (root_of(maker),)))
    assert new.attested_by == ""
    return new.unattested


@pytest.mark.parametrize("is_below_another", [False, True])
def test_a_maker_vouches_up_to_its_root(*, is_below_another: bool) -> None:  # E21
    maker = make_maker(is_below_another=is_below_another)

    new = judged(key_of(maker), root_of(maker))

    assert (new.attested_by, new.unattested, new.aaguid) == ("7", "", YUBIKEY)


def test_where_nobody_asks_the_statement_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:  # E21, T30
    def read(**_given: object) -> str:
        raise AssertionError("it was read")

    monkeypatch.setattr("devices.signatures.passkeys.making.verify_statement", read)

    new = made(key_of(make_maker()).make(DIRECT))

    assert (new.attested_by, new.unattested) == ("", "")


def test_another_root_of_the_same_name_vouches_for_nothing(db: None) -> None:  # E21
    other = make_root(now=datetime.now(tz=UTC))
    maker = make_maker()

    assert why_not(maker, root_of(maker, pem=pem_of(other))) == "not_vouched_for"


def test_a_root_that_is_not_here_vouches_for_nothing() -> None:  # E21
    new = judged(key_of(make_maker()))

    assert (new.attested_by, new.unattested) == ("", "unknown_root")


def test_a_root_for_other_statements_does_not_vouch_in_this_one() -> None:  # E21
    maker = make_maker()

    assert why_not(maker, root_of(maker, statement_format="tpm")) == "unknown_root"


@pytest.mark.parametrize("days", [(-3, -1), (1, 3)])
def test_a_certificate_that_is_not_good_now_vouches_for_nothing(days: tuple[int, int]) -> None:  # E21
    assert why_not(make_maker(days=days)) == "not_vouched_for"


def test_a_certificate_of_another_model_vouches_for_that_alone() -> None:  # E21
    assert why_not(make_maker(model=APPLE)) == "other_model"


def test_a_certificate_that_names_no_model_proves_none() -> None:  # E21
    assert why_not(make_maker(model="")) == "unknown_root"


def test_a_root_may_vouch_for_models_that_its_certificates_do_not_name() -> None:  # E21
    maker = make_maker(model="")

    new = judged(key_of(maker), root_of(maker, aaguids=frozenset({YUBIKEY})))

    assert new.attested_by == "7"
    assert why_not(maker, root_of(maker, aaguids=frozenset({APPLE}))) == "unknown_root"


def test_a_root_that_is_for_some_models_vouches_for_no_other_though_a_certificate_names_it() -> None:  # E21
    maker = make_maker()

    assert why_not(maker, root_of(maker, aaguids=frozenset({APPLE}))) == "unknown_root"


def test_a_statement_about_something_else_vouches_for_nothing() -> None:  # E21
    maker = make_maker()

    def about_another(data: bytes, _hash: bytes) -> dict[str, Any]:
        return maker(data, bytes(32))

    assert why_not(maker, vouches=about_another) == "not_vouched_for"


def test_what_vouches_for_itself_is_vouched_for_by_nobody() -> None:  # E21
    key = SoftwareKey(aaguid=YUBIKEY, is_synced=False)

    def by_itself(data: bytes, client_data_hash: bytes) -> dict[str, Any]:
        signature = key.private_key.sign(data + client_data_hash, ec.ECDSA(hashes.SHA256()))
        return {"fmt": "packed", "attStmt": {"alg": -7, "sig": signature}}

    key.vouches = by_itself

    assert judged(key, root_of(make_maker())).unattested == "vouches_for_itself"


def test_without_a_statement_nobody_vouches() -> None:  # E21
    assert judged(SoftwareKey(aaguid=YUBIKEY), root_of(make_maker())).unattested == "no_statement"


@pytest.mark.parametrize("facts", [{"unit": "Somebody"}, {"is_issuer": True}])
def test_only_a_certificate_of_an_authenticator_vouches(facts: dict[str, Any]) -> None:  # E21
    assert why_not(make_maker(**facts)) == "not_an_authenticators"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"fmt": "fido-u2f"}, "unknown_statement"),
        ({"fmt": ["packed"]}, "unknown_statement"),
        ({"attStmt": []}, "bad_statement"),
        ({"attStmt": {"sig": 2**40}}, "bad_statement"),
        ({"attStmt": {"certInfo": 2**40}}, "bad_statement"),
        ({"attStmt": {"sig": bytes(5000)}}, "bad_statement"),
        ({"attStmt": {"x5c": [2**40]}}, "bad_statement"),
        ({"attStmt": {"x5c": 2**40}}, "bad_statement"),
        ({"attStmt": {"x5c": [bytes(10)]}}, "bad_statement"),
        ({"attStmt": {"x5c": [bytes(5000)]}}, "bad_statement"),
        ({"attStmt": {"alg": "ES256"}}, "not_vouched_for"),
    ],
)
def test_what_is_no_statement_vouches_for_nothing(said: Mapping[str, Any], reason: str) -> None:  # E21, T30
    maker = make_maker()

    def crooked(data: bytes, client_data_hash: bytes) -> dict[str, Any]:
        whole = maker(data, client_data_hash)
        statement = said.get("attStmt", {})
        changed = whole["attStmt"] | statement if isinstance(statement, dict) else statement
        return {**whole, **said, "attStmt": changed}

    assert why_not(maker, vouches=crooked) == reason


def test_of_a_chain_without_end_nothing_is_read() -> None:  # E21, T30
    maker = make_maker()
    maker.chain *= MOST_CERTIFICATES + 1

    assert why_not(maker) == "bad_statement"


def test_a_certificate_that_lacks_what_each_must_have_vouches_for_nothing() -> None:  # E21, T30
    said = ""
    with suppress(x509.ExtensionNotFound):
        said = why_not(make_maker(says_whom_it_signs=False))

    assert said == "bad_statement"
