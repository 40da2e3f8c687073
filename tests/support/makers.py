"""Makers of authenticators, whose certificates vouch for passkeys: real chains and real signatures, in `packed`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from devices.passkeys.roots.models import AttestationRoot
from devices.passkeys.roots.services import add_roots
from devices.signatures.passkeys.attesting import MODEL_IN_CERTIFICATE, Root
from tests.support.attesting import DAY, Issuer, make_root, pem_of
from tests.support.passkeys import YUBIKEY, SoftwareKey


@dataclass
class Maker:
    """What an authenticator of a maker's has to vouch with: a key, and certificates that end below the root."""

    root: Issuer
    key: ec.EllipticCurvePrivateKey
    chain: list[bytes]

    def __call__(self, data: bytes, client_data_hash: bytes) -> dict[str, Any]:
        """The statement about a passkey that was just made."""
        signature = self.key.sign(data + client_data_hash, ec.ECDSA(hashes.SHA256()))
        return {"fmt": "packed", "attStmt": {"alg": -7, "sig": signature, "x5c": self.chain}}


def make_maker(
    *,
    model: str = YUBIKEY,
    unit: str = "Authenticator Attestation",
    days: tuple[int, int] = (-1, 1),
    is_issuer: bool = False,
    root: Issuer | None = None,
    is_below_another: bool = False,
    says_whom_it_signs: bool = True,
) -> Maker:
    """A maker whose certificate names this model, or none for "", and is good from so many days to so many.

    One that does not say whom it signs lacks the extension that each must have.
    """
    root = root or make_root(now=datetime.now(tz=UTC))
    by = root.below("Plant") if is_below_another else root
    key = ec.generate_private_key(ec.SECP256R1())
    subject = [
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, "Maker"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
    ]
    made = (
        x509.CertificateBuilder()
        .issuer_name(by.certificate.subject)
        .subject_name(x509.Name([x509.NameAttribute(kind, value) for kind, value in subject]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(by.now + days[0] * DAY)
        .not_valid_after(by.now + days[1] * DAY)
    )
    if says_whom_it_signs:
        made = made.add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
    if model:
        named = b"\x04\x10" + bytes.fromhex(model.replace("-", ""))
        made = made.add_extension(x509.UnrecognizedExtension(MODEL_IN_CERTIFICATE, named), critical=False)
    chain = [made.sign(by.key, hashes.SHA256()), *([by.certificate] if is_below_another else [])]
    return Maker(root, key, [one.public_bytes(Encoding.DER) for one in chain])


def root_of(maker: Maker, **facts: Any) -> Root:
    """The maker's root as verifying takes it."""
    return Root(**{"key": "7", "statement_format": "packed", "pem": pem_of(maker.root)} | facts)


def key_of(maker: Maker, **facts: Any) -> SoftwareKey:
    """A security key of this maker's."""
    values: dict[str, Any] = {"aaguid": YUBIKEY, "is_synced": False, "vouches": maker} | facts
    return SoftwareKey(**values)


def add_root_of(maker: Maker, *models: str) -> AttestationRoot:
    """The maker's root is added to this server."""
    [row] = add_roots(pem_of(maker.root), statement_format="packed", models=models, now=datetime.now(tz=UTC))
    return row
