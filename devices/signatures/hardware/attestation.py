"""What a phone's platform says of a key it made: Android key attestation, by roots that the operator has chosen.

An attestation vouches for a key or it does not. One that cannot be read, or is about another key or another challenge,
counts as none: the key is then no more than the phone's own word for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from pyasn1.codec.der.decoder import decode as decode_der  # type: ignore[import-untyped]  # no types of its own
from pyasn1.error import PyAsn1Error  # type: ignore[import-untyped]  # no types of its own
from webauthn.helpers.asn1.android_key import KeyDescription, KeyOrigin, KeyPurpose

from devices.signatures.encoding import decode
from devices.signatures.errors import SignatureRejected

KEY_DESCRIPTION = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.1.17")
MOST_CERTIFICATES = 6
LONGEST_CERTIFICATE = 4096
HARDWARE = frozenset({1, 2})  # TrustedEnvironment, StrongBox
# The system is the one that the phone's maker, or its owner, signed; and nobody can exchange it.
TRUSTED_BOOT = frozenset({0, 1})
BROKEN = (
    InvalidSignature,
    UnsupportedAlgorithm,
    PyAsn1Error,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)


def what_it_lacks(
    *,
    chain: object,
    public_key: Mapping[str, str],
    expected_nonce: str,
    roots: Sequence[x509.Certificate],
    now: datetime,
) -> str:
    """Return why this chain does not vouch for the key (a JWK); "" when it does.

    `chain` is a list of certificates (DER in base64url), the key's own first, each signed by the next, the last by one
    of `roots` or being one. The key must have been made in hardware that lets it sign only once the person unlocked,
    for the challenge with `expected_nonce`.
    """
    if not chain:
        return "no_attestation"
    try:
        certificates = _read(chain)
        return _lack_of_chain(certificates, roots=roots, now=now) or _lack_of_key(
            certificates[0], public_key=public_key, expected_nonce=expected_nonce
        )
    except (*BROKEN, SignatureRejected):
        return "unreadable"


def _read(chain: object) -> list[x509.Certificate]:
    if not isinstance(chain, list) or len(chain) > MOST_CERTIFICATES:
        raise ValueError("no list of a few certificates")
    if any(not isinstance(one, str) or len(one) > LONGEST_CERTIFICATE for one in chain):
        raise ValueError("no certificate as text")
    return [x509.load_der_x509_certificate(decode(one)) for one in chain]


def _lack_of_chain(
    certificates: Sequence[x509.Certificate], *, roots: Sequence[x509.Certificate], now: datetime
) -> str:
    last = certificates[-1]
    root = next((root for root in roots if root == last or _is_by(last, root)), None)
    if root is None:
        return "unknown_root"
    path = [*certificates, root] if root != last else [*certificates]
    if not all(_is_by(one, issuer) for one, issuer in pairwise(path)):
        return "broken_chain"
    if not all(_may_issue(issuer) for issuer in path[1:]):
        return "issuer_is_none"
    if not all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in path):
        return "out_of_date"
    return ""


def _is_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except BROKEN:
        return False
    return True


def _may_issue(certificate: x509.Certificate) -> bool:
    """Whoever holds an attested key could sign with it: it is no issuer, and says nothing of other keys."""
    extensions = certificate.extensions
    if any(one.oid == KEY_DESCRIPTION for one in extensions):
        return False
    return bool(extensions.get_extension_for_class(x509.BasicConstraints).value.ca)


def _lack_of_key(certificate: x509.Certificate, *, public_key: Mapping[str, str], expected_nonce: str) -> str:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not _is_key(key, public_key):
        return "another_key"
    extension = certificate.extensions.get_extension_for_oid(KEY_DESCRIPTION).value
    if not isinstance(extension, x509.UnrecognizedExtension):
        return "unreadable"
    described, rest = decode_der(extension.value, asn1Spec=KeyDescription())
    if rest:
        return "unreadable"
    if bytes(described["attestationChallenge"]) != decode(expected_nonce):
        return "another_challenge"
    return _lack_of_description(described)


def _is_key(key: ec.EllipticCurvePublicKey, public_key: Mapping[str, str]) -> bool:
    x, y = (int.from_bytes(decode(public_key[name]), "big") for name in ("x", "y"))
    return key.public_numbers() == ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1())


def _lack_of_description(described: Any) -> str:
    """What counts is what the hardware itself enforces, never what the system says beside it."""
    levels = {int(described["attestationSecurityLevel"]), int(described["keymasterSecurityLevel"])}
    if not levels <= HARDWARE:
        return "not_in_hardware"
    enforced = described["teeEnforced"]
    if [int(one) for one in enforced["purpose"]] != [KeyPurpose.SIGN]:
        return "not_for_signing_alone"
    if not enforced["origin"].hasValue() or int(enforced["origin"]) != KeyOrigin.GENERATED:
        return "not_made_there"
    if enforced["noAuthRequired"].hasValue() or not enforced["userAuthType"].hasValue():
        return "needs_no_unlock"
    booted = enforced["rootOfTrust"]
    if not booted.hasValue() or not bool(booted["deviceLocked"]):
        return "system_not_locked"
    return "" if int(booted["verifiedBootState"]) in TRUSTED_BOOT else "system_not_locked"
