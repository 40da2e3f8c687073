"""The person's unlock on this phone: how it is made, and how it is proven for one answer.

The simulated person always remembers the PIN and always has the right finger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from devices.signatures.encoding import sha256_b64url
from devices.signatures.keys import SigningKey
from devices.simulator.authenticator import PlatformCredential, make_assertion, make_credential
from devices.simulator.messages import build_pin_proof
from devices.simulator.received import ReceivedChallenge

UnlockMode = Literal["hardware", "pin", "platform"]


@dataclass(frozen=True, kw_only=True)
class HardwareKey:
    """A key as a phone's hardware would keep it: given out after the phone's own unlock."""

    key: SigningKey


Unlock = SigningKey | PlatformCredential | HardwareKey
# What a phone's hardware says of a key, for the nonce of a challenge: certificates, the key's own first.
Attest = Callable[[SigningKey, str], list[str]]


@dataclass(frozen=True, kw_only=True)
class UnlockProof:
    """What goes into the call (`sent`) and what the device key signs of it (`digest`, the claim unlock_hash)."""

    sent: dict[str, Any]
    digest: str


def make_unlock(
    *,
    mode: UnlockMode,
    challenge: ReceivedChallenge,
    creation_options: dict[str, Any] | None,
    origin: str,
    now: int,
    attest: Attest | None = None,
) -> tuple[Unlock, UnlockProof]:
    """Make a new unlock for the account the challenge is about, with the proof that this phone holds it."""
    if mode != "platform":
        key = SigningKey.generate()
        proof = build_pin_proof(key=key, challenge=challenge, now=now)
        sent: dict[str, Any] = {"mode": mode, "jwk": key.public_jwk, "proof": proof}
        if mode == "hardware":
            sent["attestation"] = attest(key, challenge.claims["nonce"]) if attest else None
        made = HardwareKey(key=key) if mode == "hardware" else key
        return made, UnlockProof(sent=sent, digest=sha256_b64url(proof))
    if creation_options is None:
        raise ValueError("The server does not accept the phone's own lock here.")
    credential, answer = make_credential(options=creation_options, origin=origin)
    digest = sha256_b64url(answer["response"]["attestationObject"])
    return credential, UnlockProof(sent={"mode": "platform", "credential": answer}, digest=digest)


def prove_unlock(
    *, unlock: Unlock, challenge: ReceivedChallenge, number: str | None, origin: str, now: int
) -> UnlockProof:
    """Prove the unlock for one approval; a PIN key and a hardware key sign the number as well."""
    if not isinstance(unlock, PlatformCredential):
        mode, key = ("pin", unlock) if isinstance(unlock, SigningKey) else ("hardware", unlock.key)
        proof = build_pin_proof(key=key, challenge=challenge, now=now, number=number)
        return UnlockProof(sent={"mode": mode, "proof": proof}, digest=sha256_b64url(proof))
    assertion = make_assertion(credential=unlock, nonce=challenge.claims["nonce"], origin=origin)
    digest = sha256_b64url(assertion["response"]["signature"])
    return UnlockProof(sent={"mode": "platform", "assertion": assertion}, digest=digest)
