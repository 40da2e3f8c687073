"""A browser's subscription: where it can be woken, and how it opens what comes (RFC 8291)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.signatures.encoding import encode

# One of those that servers send to; what is sent there comes to the server that PUSH_STAND_IN names.
ORIGIN = "https://fcm.googleapis.com"
LAST_RECORD = b"\x02"


class Subscription:
    """The keys stay here; `token` is where it is, among those of one push service."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.endpoint = f"{ORIGIN}/fcm/send/{token}"
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.auth = secrets.token_bytes(16)

    @property
    def point(self) -> bytes:
        return self.secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def as_sent(self, *, language: str = "en") -> dict[str, str]:
        """What the app says to PUT phone/push/."""
        return {
            "kind": "webpush",
            "endpoint": self.endpoint,
            "p256dh": encode(self.point),
            "auth": encode(self.auth),
            "language": language,
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """What a notification holds. Raises InvalidTag or ValueError when it is not for this one."""
        opened: dict[str, Any] = json.loads(decrypt(body, secret=self.secret, auth=self.auth))
        return opened


def decrypt(body: bytes, *, secret: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """The browser's half of RFC 8291."""
    salt, length = body[:16], body[20]
    theirs, sealed = body[21 : 21 + length], body[21 + length :]
    ours = secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = secret.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    material = _derive(auth, shared, b"WebPush: info\0" + ours + theirs, 32)
    key = _derive(salt, material, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(salt, material, b"Content-Encoding: nonce\0", 12)
    padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
    if not padded.endswith(LAST_RECORD):
        raise ValueError("not the last record")
    return padded[:-1]


def _derive(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)
