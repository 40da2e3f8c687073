"""Encrypts a push so that its push service cannot read it (RFC 8291, aes128gcm of RFC 8188)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_SIZE = 4096
SALT_BYTES = 16
AUTH_BYTES = 16
POINT_BYTES = 65


@dataclass(frozen=True)
class Keys:
    """The browser's half: its public point and the secret it shares with whoever it subscribed to."""

    p256dh: bytes
    auth: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuses by ValueError what is no point of the curve, or no secret of the right length."""
        if len(self.p256dh) != POINT_BYTES or len(self.auth) != AUTH_BYTES:
            raise ValueError("keys of another length")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.p256dh)


def encrypt(
    content: bytes, keys: Keys, *, secret: ec.EllipticCurvePrivateKey, salt: bytes, padded_to: int = 0
) -> bytes:
    """The body to post. `secret` and `salt` are fresh for each; all contents up to `padded_to` bytes look alike."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.p256dh)
    ours = secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = secret.exchange(ec.ECDH(), theirs)
    material = _derive(keys.auth, shared, b"WebPush: info\0" + keys.p256dh + ours, 32)
    key = _derive(salt, material, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(salt, material, b"Content-Encoding: nonce\0", 12)
    # 2: the last record (RFC 8188, section 2).
    padded = content + b"\x02" + bytes(max(0, padded_to - len(content)))
    sealed = AESGCM(key).encrypt(nonce, padded, None)
    head = salt + RECORD_SIZE.to_bytes(4) + len(ours).to_bytes(1) + ours
    if len(head) + len(sealed) > RECORD_SIZE:
        raise ValueError("more than a push service must take")
    return head + sealed


def _derive(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)
