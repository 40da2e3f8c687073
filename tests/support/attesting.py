"""A phone's hardware that vouches for keys, as Android's does: a root, an issuer below it, and certificates of keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyasn1.codec.der.encoder import encode as encode_der  # type: ignore[import-untyped]  # no types of its own
from webauthn.helpers.asn1.android_key import KeyDescription, RootOfTrust

from devices.signatures.encoding import decode, encode
from devices.signatures.hardware.attestation import KEY_DESCRIPTION
from devices.signatures.keys import SigningKey

DAY = timedelta(days=1)
BOOTED = {"deviceLocked": True, "verifiedBootState": 0}
# A key that signs only after the unlock, made in the hardware itself.
ENFORCED: dict[str, Any] = {"purpose": [2], "origin": 0, "userAuthType": 2, "rootOfTrust": BOOTED}
NO_VALUE = "no value"


@dataclass(frozen=True)
class Issuer:
    """Somebody who signs certificates. `now` is when."""

    name: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    now: datetime

    def signs(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey,
        *,
        is_issuer: bool,
        description: bytes | None = None,
        days: tuple[int, int] = (-1, 1),
    ) -> x509.Certificate:
        """A certificate of this key, good from so many days from now to so many."""
        return _signed(
            self.key,
            self.name,
            name,
            key,
            now=self.now,
            is_issuer=is_issuer,
            description=description,
            days=days,
        )

    def below(self, name: str, *, is_issuer: bool = True, description: bytes | None = None) -> Issuer:
        """Another issuer, signed by this one."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = self.signs(name, key.public_key(), is_issuer=is_issuer, description=description)
        return Issuer(name, signed, key, self.now)


def make_root(*, now: datetime) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    signed = _signed(key, "Root", "Root", key.public_key(), now=now, is_issuer=True)
    return Issuer("Root", signed, key, now)


def _signed(
    by: ec.EllipticCurvePrivateKey,
    issuer: str,
    name: str,
    key: ec.EllipticCurvePublicKey,
    *,
    now: datetime,
    is_issuer: bool,
    description: bytes | None = None,
    days: tuple[int, int] = (-1, 1),
) -> x509.Certificate:
    made = x509.CertificateBuilder().issuer_name(_name(issuer)).subject_name(_name(name)).public_key(key)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now + days[0] * DAY).not_valid_after(now + days[1] * DAY)
    made = made.add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
    if description is not None:
        made = made.add_extension(x509.UnrecognizedExtension(KEY_DESCRIPTION, description), critical=False)
    return made.sign(by, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Hardware:
    """The hardware of one phone. What it says of keys may be changed: `enforced` (NO_VALUE takes one away), levels."""

    issuer: Issuer
    level: int = 1
    enforced: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, key: SigningKey, nonce: str) -> list[str]:
        """Attest a key, as the simulated phone asks for it."""
        signed = self.issuer.signs(
            "Key", public_half(key), is_issuer=False, description=self.description(decode(nonce))
        )
        return [text_of(signed), text_of(self.issuer.certificate)]

    def description(self, challenge: bytes) -> bytes:
        """The key description, in DER."""
        described = KeyDescription()
        described["attestationVersion"] = described["keymasterVersion"] = 300
        described["attestationSecurityLevel"] = described["keymasterSecurityLevel"] = self.level
        described["attestationChallenge"] = challenge
        described["uniqueId"] = b""
        described["softwareEnforced"]
        for name, value in {**ENFORCED, **self.enforced}.items():
            if value != NO_VALUE:
                _put(described["teeEnforced"], name, value)
        return bytes(encode_der(described))


def _put(enforced: Any, name: str, value: Any) -> None:
    if name == "purpose":
        enforced["purpose"].extend(value)
    elif name == "rootOfTrust":
        booted: RootOfTrust = enforced["rootOfTrust"]
        booted["verifiedBootKey"] = booted["verifiedBootHash"] = b"\0" * 32
        booted["deviceLocked"] = value["deviceLocked"]
        booted["verifiedBootState"] = value["verifiedBootState"]
    elif name == "noAuthRequired":
        enforced["noAuthRequired"] = b""
    else:
        enforced[name] = value


def make_hardware(root: Issuer, **changed: Any) -> Hardware:
    return Hardware(root.below("Issuer"), **changed)


def public_half(key: SigningKey) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(decode(key.public_jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def text_of(certificate: x509.Certificate) -> str:
    return encode(certificate.public_bytes(Encoding.DER))


def pem_of(*issuers: Issuer) -> bytes:
    return b"".join(one.certificate.public_bytes(Encoding.PEM) for one in issuers)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
