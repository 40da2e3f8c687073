"""Which phone makes this call. The checks stand in the protocol's order, each failing closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import caches

from accounts import clock
from accounts.statements.composing import Move, changed_once
from devices.callers import nonces
from devices.callers.refusals import (
    CallerRefused,
    KeyMismatch,
    ProofMalformed,
    ProofMissing,
    ProofReplayed,
    UseServerNonce,
)
from devices.phones.models import Phone
from devices.phones.refusals import UnknownDeviceToken
from devices.phones.tokens import adopt, key_for, phone_of_token, restored_phone, settle
from devices.signatures.dpop import VerifiedProof, claimed_thumbprint, verify_proof
from devices.signatures.errors import SignatureRejected

LARGEST_PROOF = 4096
# Longer than the two windows of a nonce: a proof is dead before its jti is forgotten.
JTI_KEPT_SECONDS = 300
SEEN_AT_MOST_EVERY = timedelta(minutes=1)
AUTHORIZATION = re.compile(r"DPoP ([A-Za-z0-9_-]{20,128})", re.ASCII)
REFUSED_BY_REASON: dict[str, type[CallerRefused]] = {
    "use_dpop_nonce": UseServerNonce,
    "key_mismatch": KeyMismatch,
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a call says of itself. `path` is that of our own address; an empty text means: not sent."""

    method: str
    path: str
    proof: str
    authorization: str


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who holds the key that made the proof. `phone` is None for a key that no phone here has yet."""

    jwk: dict[str, str]
    thumbprint: str
    phone: Phone | None


def identify_phone(call: Call) -> Phone:
    """The active phone that makes this call, or a refusal."""
    _check_size(call)
    phone, _proof = _phone_and_proof(call)
    return phone


def identify(call: Call) -> Caller:
    """The key that makes this call, and its phone when the call has a device token: for adding an account."""
    _check_size(call)
    if call.authorization:
        phone, proof = _phone_and_proof(call)
        return Caller(jwk=proof.jwk, thumbprint=proof.thumbprint, phone=phone)
    proof = _verify(call, token=None, expected_thumbprint=None)
    return Caller(jwk=proof.jwk, thumbprint=proof.thumbprint, phone=None)


def _phone_and_proof(call: Call) -> tuple[Phone, VerifiedProof]:
    written = AUTHORIZATION.fullmatch(call.authorization)
    if written is None:
        raise UnknownDeviceToken("no device token, or not written as one")
    token = written[1]
    try:
        phone = phone_of_token(token)
    except UnknownDeviceToken as unknown:
        return _restored_phone_and_proof(call, token, unknown)
    proof = _verify(call, token=token, expected_thumbprint=key_for(phone, token))
    settle(phone, token)
    _note_seen(phone)
    return phone, proof


def _restored_phone_and_proof(
    call: Call, token: str, unknown: UnknownDeviceToken
) -> tuple[Phone, VerifiedProof]:
    """A phone that has gone on since the back-up that was restored: its key says which it is."""
    try:
        phone = restored_phone(claimed_thumbprint(call.proof))
    except SignatureRejected as rejected:
        raise unknown from rejected
    proof = _verify(call, token=token, expected_thumbprint=phone.thumbprint)
    adopt(phone, token)
    _note_seen(phone)
    return phone, proof


def _check_size(call: Call) -> None:
    """First of all, so that nobody can make us work on something huge."""
    if not call.proof:
        raise ProofMissing("no proof was sent")
    if len(call.proof) > LARGEST_PROOF:
        raise ProofMalformed("too large")


def _verify(call: Call, *, token: str | None, expected_thumbprint: str | None) -> VerifiedProof:
    try:
        proof = verify_proof(
            proof=call.proof,
            expected_method=call.method,
            # Our own address, never the Host header's: a proof for another server is worth nothing here (T25).
            expected_url=settings.PUBLIC_URL + call.path,
            is_known_nonce=nonces.is_known,
            expected_access_token=token,
            expected_thumbprint=expected_thumbprint,
            max_bytes=LARGEST_PROOF,
        )
    except SignatureRejected as rejected:
        refused = REFUSED_BY_REASON.get(rejected.reason, ProofMalformed)
        raise refused(rejected.reason) from rejected
    # Last, so that a refused call burns no jti; `add` is atomic, so of many at once one gets through (T10).
    if not caches["ledger"].add(f"jti:{proof.thumbprint}:{proof.jti}", 1, JTI_KEPT_SECONDS):
        raise ProofReplayed(f"jti {proof.jti}")
    return proof


def _note_seen(phone: Phone) -> None:
    now = clock.now()
    if phone.last_seen_at is None or now - phone.last_seen_at >= SEEN_AT_MOST_EVERY:
        _seen_at(phone.pk, now)


@changed_once
def _seen_at(phone: UUID, now: datetime, /) -> Move:
    return Phone.objects.filter(pk=phone), {"last_seen_at": now}
