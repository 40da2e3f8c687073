"""The person's unlock on this phone: how it is made, and how it is proven for one answer.

The simulated person always remembers the PIN and always has the right finger.
"""

from dataclasses import dataclass
from typing import Any, Literal

from devices.signatures.encoding import sha256_b64url
from devices.signatures.keys import SigningKey
from devices.simulator.authenticator import PlatformCredential, make_assertion, make_credential
from devices.simulator.messages import build_pin_proof
from devices.simulator.received import ReceivedChallenge

UnlockMode = Literal["pin", "platform"]
Unlock = SigningKey | PlatformCredential


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
) -> tuple[Unlock, UnlockProof]:
    """Make a new unlock for the account the challenge is about, with the proof that this phone holds it."""
    if mode == "pin":
        key = SigningKey.generate()
        proof = build_pin_proof(key=key, challenge=challenge, now=now)
        sent = {"mode": "pin", "jwk": key.public_jwk, "proof": proof}
        return key, UnlockProof(sent=sent, digest=sha256_b64url(proof))
    if creation_options is None:
        raise ValueError("The server does not accept the phone's own lock here.")
    credential, answer = make_credential(options=creation_options, origin=origin)
    digest = sha256_b64url(answer["response"]["attestationObject"])
    return credential, UnlockProof(sent={"mode": "platform", "credential": answer}, digest=digest)


def prove_unlock(
    *, unlock: Unlock, challenge: ReceivedChallenge, number: str | None, origin: str, now: int
) -> UnlockProof:
    """Prove the unlock for one approval; the PIN key signs the number as well."""
    if isinstance(unlock, SigningKey):
        proof = build_pin_proof(key=unlock, challenge=challenge, now=now, number=number)
        return UnlockProof(sent={"mode": "pin", "proof": proof}, digest=sha256_b64url(proof))
    assertion = make_assertion(credential=unlock, nonce=challenge.claims["nonce"], origin=origin)
    digest = sha256_b64url(assertion["response"]["signature"])
    return UnlockProof(sent={"mode": "platform", "assertion": assertion}, digest=digest)
