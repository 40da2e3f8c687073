"""What a browser is asked: CreationOptions and RequestOptions as JSON (WebAuthn Level 3, 5.4 and 5.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from webauthn.helpers.cose import COSEAlgorithmIdentifier

ALGORITHMS = (
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A passkey that exists, as a browser finds it: its id in base64url, and how it can be reached."""

    credential_id: str
    transports: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose a passkey will be; `handle` is random text in base64url that tells nothing of them."""

    handle: str
    username: str
    display_name: str


def options_to_make(
    *,
    challenge: str,
    rp_id: str,
    rp_name: str,
    owner: Owner,
    has_already: Iterable[Named],
    timeout_ms: int,
    asks_for_model: bool,
    is_quiet: bool = False,
) -> dict[str, Any]:
    """For create(): the person verified, kept by the authenticator if it can be.

    Browsers hide which model a security key is unless they are asked to attest it. `is_quiet`: made after a password
    without a question, when nobody can be made to unlock.
    """
    return {
        "rp": {"id": rp_id, "name": rp_name},
        "user": {
            "id": owner.handle,
            "name": owner.username,
            "displayName": owner.display_name or owner.username,
        },
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": int(algorithm)} for algorithm in ALGORITHMS],
        "timeout": timeout_ms,
        "excludeCredentials": named(has_already),
        "authenticatorSelection": {
            "residentKey": "required" if is_quiet else "preferred",
            "requireResidentKey": is_quiet,
            "userVerification": "preferred" if is_quiet else "required",
        },
        "attestation": "direct" if asks_for_model else "none",
        "extensions": {"credProps": True},
    }


def options_to_use(
    *, challenge: str, rp_id: str, allowed: Iterable[Named], timeout_ms: int
) -> dict[str, Any]:
    """For get(). Nothing `allowed` asks for whichever the authenticator itself finds: it tells nothing of anybody."""
    return {
        "challenge": challenge,
        "rpId": rp_id,
        "timeout": timeout_ms,
        "allowCredentials": named(allowed),
        "userVerification": "required",
    }


def named(passkeys: Iterable[Named]) -> list[dict[str, Any]]:
    """Passkeys as create() and get() are told of them."""
    return [
        {"type": "public-key", "id": one.credential_id}
        | ({"transports": list(one.transports)} if one.transports else {})
        for one in passkeys
    ]
