"""A key that a phone's platform releases only after the person unlocked it: apps other than the browser's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cryptography import x509

from devices.signatures.hardware.attestation import what_it_lacks
from devices.signatures.keys import jwk_from_text
from devices.signatures.unlocks import VerifiedUnlockKey


def judged(
    held: VerifiedUnlockKey,
    *,
    attestation: object,
    expected_nonce: str,
    roots: Sequence[x509.Certificate],
    now: datetime,
) -> VerifiedUnlockKey:
    """Return a key that was verified as a PIN key is as one of the platform's, attested where it can be.

    That it is released only after the unlock is the platform's word: with an attestation by one of `roots` the word of
    its hardware, without one no more than the app's. Its unlocks are verified as those of a PIN key are.
    """
    lack = what_it_lacks(
        chain=attestation,
        public_key=jwk_from_text(held.public_key),
        expected_nonce=expected_nonce,
        roots=roots,
        now=now,
    )
    return replace(held, mode="hardware", lack=lack)
