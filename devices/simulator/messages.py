"""Builds what a phone signs. `overrides` replace claims (None removes one): that is how tests forge."""

from collections.abc import Mapping
from typing import Any

from devices.signatures.encoding import random_b64url, sha256_b64url
from devices.signatures.jws.kinds import (
    APPROVAL,
    DENIAL,
    ENROLMENT,
    REPORT,
    UNLOCK,
    UNLOCK_SETUP,
    MessageKind,
)
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey
from devices.simulator.received import ReceivedChallenge

LIFE_SECONDS = 120
APP_VERSION = 1


def build_answer(
    *,
    kind: MessageKind,
    key: SigningKey,
    issuer: str,
    challenge: ReceivedChallenge,
    now: int,
    said: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Sign an answer to `challenge`: what every answer is bound to, plus what this one says."""
    claims = {
        "iss": issuer,
        "aud": challenge.claims["iss"],
        "txn": challenge.claims["txn"],
        "nonce": challenge.claims["nonce"],
        "chh": sha256_b64url(challenge.text),
        "jti": random_b64url(),
        "iat": now,
        "exp": now + LIFE_SECONDS,
        **(said or {}),
        **(overrides or {}),
    }
    return sign(
        claims={name: value for name, value in claims.items() if value is not None}, kind=kind, key=key
    )


def build_decision(  # noqa: PLR0913 - the claims of a decision
    *,
    key: SigningKey,
    phone_id: str,
    challenge: ReceivedChallenge,
    now: int,
    is_approval: bool,
    number: str | None = None,
    unlock_hash: str | None = None,
    reason: str | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Sign an approval or a denial with the device key."""
    return build_answer(
        kind=APPROVAL if is_approval else DENIAL,
        key=key,
        issuer=phone_id,
        challenge=challenge,
        now=now,
        said={"number": number, "unlock_hash": unlock_hash, "reason": reason},
        overrides=overrides,
    )


def build_report(
    *,
    key: SigningKey,
    phone_id: str,
    challenge: ReceivedChallenge,
    now: int,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Sign, with the device key, that a request was not its person's."""
    return build_answer(
        kind=REPORT, key=key, issuer=phone_id, challenge=challenge, now=now, overrides=overrides
    )


def build_enrolment(
    *,
    key: SigningKey,
    challenge: ReceivedChallenge,
    now: int,
    label: str,
    platform: str,
    unlock_hash: str | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Sign an enrolment with the device key, which names itself: the phone has no id yet."""
    said = {"unlock_hash": unlock_hash, "platform": platform, "app_version": APP_VERSION, "label": label}
    return build_answer(
        kind=ENROLMENT,
        key=key,
        issuer=key.thumbprint,
        challenge=challenge,
        now=now,
        said=said,
        overrides=overrides,
    )


def build_setup(
    *,
    key: SigningKey,
    phone_id: str,
    challenge: ReceivedChallenge,
    now: int,
    unlock_hash: str,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Sign the announcement of a new unlock with the device key."""
    return build_answer(
        kind=UNLOCK_SETUP,
        key=key,
        issuer=phone_id,
        challenge=challenge,
        now=now,
        said={"unlock_hash": unlock_hash},
        overrides=overrides,
    )


def build_pin_proof(
    *,
    key: SigningKey,
    challenge: ReceivedChallenge,
    now: int,
    number: str | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Sign an unlock proof with the PIN key."""
    return build_answer(
        kind=UNLOCK,
        key=key,
        issuer=key.thumbprint,
        challenge=challenge,
        now=now,
        said={"number": number},
        overrides=overrides,
    )
