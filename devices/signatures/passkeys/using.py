"""A passkey was used: whether its key signed this challenge, here, for its person (WebAuthn Level 3, 7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers.structs import CredentialDeviceType

from devices.signatures.encoding import decode
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.credentials import LIBRARY_REFUSALS, read_credential, read_field


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is known of a passkey, and the handle of its person."""

    public_key: str
    sign_count: int
    is_synced: bool
    handle: str


@dataclass(frozen=True, kw_only=True)
class Used:
    """What is to be kept of a use. `is_cloned`: its counter did not go on, so there may be a copy of it."""

    sign_count: int
    is_backed_up: bool
    is_cloned: bool


def verify_passkey(
    *,
    credential: Mapping[str, Any],
    kept: Kept,
    expected_challenge: str,
    expected_rp_id: str,
    expected_origin: str,
    needs_handle: bool,
) -> Used:
    """Verify an AuthenticationResponseJSON against what is kept. Raises SignatureRejected.

    `needs_handle`: nobody has said yet who it is, so the authenticator must.
    """
    clean = read_credential(
        credential,
        fields=("clientDataJSON", "authenticatorData", "signature"),
        expected_nonce=expected_challenge,
    )
    _check_handle(credential["response"], expected_handle=kept.handle, is_needed=needs_handle)
    try:
        verified = webauthn.verify_authentication_response(
            credential=clean,
            expected_challenge=decode(expected_challenge),
            expected_rp_id=expected_rp_id,
            expected_origin=expected_origin,
            credential_public_key=decode(kept.public_key),
            # The library looks at the counter before the signature, so anybody could make it look copied: judged below.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except LIBRARY_REFUSALS as error:
        raise SignatureRejected("bad_passkey") from error
    if (verified.credential_device_type == CredentialDeviceType.MULTI_DEVICE) is not kept.is_synced:
        # Said when it was made, and never otherwise since (7.2, step 18).
        raise SignatureRejected("other_backup_eligibility")
    return Used(
        sign_count=verified.new_sign_count,
        is_backed_up=verified.credential_backed_up,
        is_cloned=is_cloned(before=kept.sign_count, now=verified.new_sign_count),
    )


def is_cloned(*, before: int, now: int) -> bool:
    """Authenticators that count go on at each use; those that do not stay at nought."""
    return (before, now) != (0, 0) and now <= before


def _check_handle(response: Mapping[str, Any], *, expected_handle: str, is_needed: bool) -> None:
    """A key that its authenticator found by itself says whose it is; one that it was told of may not know."""
    said = read_field(response, "userHandle") if response.get("userHandle") or is_needed else expected_handle
    if said != expected_handle:
        raise SignatureRejected("wrong_user_handle")
