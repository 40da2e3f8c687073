"""What both halves of a passkey's life are tested with: options, and what is expected of an answer."""

from typing import Any

from devices.signatures.encoding import random_b64url
from devices.signatures.passkeys.making import NewPasskey, verify_new_passkey
from devices.signatures.passkeys.options import Owner, options_to_make, options_to_use
from devices.signatures.passkeys.using import Kept, Used, verify_passkey
from tests.support.passkeys import RP_ID, SoftwareKey

ORIGIN = "http://localhost:8000"
CHALLENGE = random_b64url()
HANDLE = random_b64url()
TO_MAKE = options_to_make(
    challenge=CHALLENGE,
    rp_id=RP_ID,
    rp_name="Nordljus",
    owner=Owner(handle=HANDLE, username="ann@nordljus.example", display_name="Ann"),
    has_already=(),
    timeout_ms=1000,
    asks_for_model=False,
)
TO_USE = options_to_use(challenge=CHALLENGE, rp_id=RP_ID, allowed=(), timeout_ms=1000)
EXPECTED: dict[str, Any] = {
    "expected_challenge": CHALLENGE,
    "expected_rp_id": RP_ID,
    "expected_origin": ORIGIN,
}


def made(credential: dict[str, Any], **expected: Any) -> NewPasskey:
    return verify_new_passkey(credential=credential, **(EXPECTED | expected))


def made_by(key: SoftwareKey, **changed: Any) -> NewPasskey:
    return made(key.make(TO_MAKE, **changed))


def used(credential: dict[str, Any], new: NewPasskey, *, needs_handle: bool = True, **expected: Any) -> Used:
    kept = Kept(public_key=new.public_key, sign_count=new.sign_count, is_synced=new.is_synced, handle=HANDLE)
    return verify_passkey(
        credential=credential, kept=kept, needs_handle=needs_handle, **(EXPECTED | expected)
    )
