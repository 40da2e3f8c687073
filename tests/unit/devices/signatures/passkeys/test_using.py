"""A passkey was used: by whom, here, for this challenge, and not by a copy (WebAuthn Level 3, 7.2)."""

from __future__ import annotations

from typing import Any

import pytest

from devices.signatures.encoding import encode, random_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.using import is_cloned
from tests.support.passkeys import PRESENT, VERIFIED, Algorithm, SoftwareKey
from tests.unit.devices.signatures.passkeys.asked import TO_USE, made_by, used


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_its_key_signs_the_challenge(algorithm: Algorithm) -> None:  # F04
    key = SoftwareKey(algorithm=algorithm)
    new = made_by(key)

    seen = used(key.use(TO_USE), new)

    assert (seen.is_backed_up, seen.is_cloned, seen.sign_count) == (True, False, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"type": "webauthn.create"},
        {"challenge": random_b64url()},
        {"crossOrigin": True},
        {"crossOrigin": "false"},
        {"topOrigin": "https://evil.example"},
    ],
)
def test_what_was_signed_elsewhere_or_for_something_else_is_refused(
    changed: dict[str, Any],
) -> None:  # T10, T27
    key = SoftwareKey()
    new = made_by(key)

    with pytest.raises(SignatureRejected):
        used(key.use(TO_USE, **changed), new)


def test_what_was_signed_for_another_host_is_refused() -> None:
    key = SoftwareKey()
    new = made_by(key)
    key.rp_id = "evil.example"

    with pytest.raises(SignatureRejected):
        used(key.use(TO_USE), new)


@pytest.mark.parametrize("flags", [PRESENT, VERIFIED, 0])
def test_without_presence_and_verification_nothing_is_proven(flags: int) -> None:  # T12
    key = SoftwareKey(is_synced=False)
    new = made_by(key)

    with pytest.raises(SignatureRejected):
        used(key.use(TO_USE, flags=flags), new)


def test_another_key_signs_for_nobody() -> None:
    key, other = SoftwareKey(), SoftwareKey()
    new = made_by(key)
    other.handle = key.handle
    answer = other.use(TO_USE) | {"id": key.credential_id, "rawId": key.credential_id}

    with pytest.raises(SignatureRejected):
        used(answer, new)


@pytest.mark.parametrize("handle", ["A" * 43, "AA"])
@pytest.mark.parametrize("needs_handle", [True, False])
def test_a_passkey_that_names_somebody_else_is_refused(handle: str, needs_handle: bool) -> None:
    key = SoftwareKey()
    new = made_by(key)

    with pytest.raises(SignatureRejected, match="wrong_user_handle"):
        used(key.use(TO_USE, handle=handle), new, needs_handle=needs_handle)


def test_who_it_is_may_be_left_out_only_where_it_is_known() -> None:
    key = SoftwareKey(is_discoverable=False)
    new = made_by(key)

    assert used(key.use(TO_USE), new, needs_handle=False)
    with pytest.raises(SignatureRejected):
        used(key.use(TO_USE), new, needs_handle=True)


@pytest.mark.parametrize("was_synced", [True, False])
def test_whether_it_may_be_synced_never_changes(was_synced: bool) -> None:  # E21
    key = SoftwareKey(is_synced=was_synced)
    new = made_by(key)
    key.is_synced = not was_synced

    with pytest.raises(SignatureRejected, match="other_backup_eligibility"):
        used(key.use(TO_USE), new)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(0, 0, False), (0, 1, False), (4, 5, False), (4, 4, True), (4, 3, True), (4, 0, True)],
)
def test_a_counter_that_does_not_go_on_means_a_copy(before: int, now: int, expected: bool) -> None:  # T17
    assert is_cloned(before=before, now=now) is expected


def test_a_counter_is_believed_only_if_it_was_signed() -> None:  # T17
    """Else whoever knows its id could have it called a copy."""
    key = SoftwareKey(is_synced=False, count=9)
    new = made_by(key)
    key.count = 3
    answer = key.use(TO_USE)
    answer["response"]["signature"] = encode(bytes(64))

    with pytest.raises(SignatureRejected):
        used(answer, new)


@pytest.mark.parametrize("name", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [None, "", 7, "=", "A", "A" * 5000, ["AA"], {"a": 1}])
def test_odd_bytes_are_refused(name: str, value: Any) -> None:  # T11
    key = SoftwareKey()
    new = made_by(key)
    answer = key.use(TO_USE)
    answer["response"][name] = value

    with pytest.raises(SignatureRejected):
        used(answer, new)


@pytest.mark.parametrize("answer", [{}, {"response": {}}, {"response": []}, {"id": 1, "response": {}}])
def test_what_is_no_answer_is_refused(answer: dict[str, Any]) -> None:  # T11
    new = made_by(SoftwareKey())

    with pytest.raises(SignatureRejected):
        used(answer, new)
