"""Passkeys in software: an authenticator whose keys truly sign, and a browser that asks it; and people who have one.

The bytes are real (CBOR, authenticator data, signatures). What a browser would check by itself is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client
from webauthn.helpers import encode_cbor

from accounts.users.models import User
from devices.passkeys.challenges import rp_id
from devices.passkeys.models import Passkey
from devices.passkeys.services import add, owner_of
from devices.signatures.encoding import decode, encode, random_b64url
from devices.signatures.passkeys.making import verify_new_passkey
from devices.signatures.passkeys.options import Owner, options_to_make
from tests.support.pages import Page, read

PRESENT, VERIFIED, MAY_BE_SYNCED, SYNCED, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
YUBIKEY, APPLE = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "fbfc3007-154e-4ecc-8c0b-6e020557d7bd"
RP_ID = "localhost"
BEGINNING = "/sign-in/with-passkey/"
STEP = "/sign-in/passkey/"
LIST = "/security-info/passkeys/"
ADD = f"{LIST}add/"
QUIET = f"{LIST}quiet/"
Algorithm = Literal["ES256", "RS256", "EdDSA"]
Vouches = Callable[[bytes, bytes], dict[str, Any]]


@dataclass
class SoftwareKey:
    """A passkey on an authenticator: its key, and how the authenticator behaves. `count` None: it does not count.

    `vouches` makes its statement, where a browser is asked for one (tests/support/makers.py).
    """

    algorithm: Algorithm = "ES256"
    aaguid: str = APPLE
    is_synced: bool = True
    is_discoverable: bool = True
    count: int | None = None
    rp_id: str = field(default_factory=rp_id)
    credential_id: str = field(default_factory=random_b64url)
    handle: str | None = None
    private_key: Any = None
    vouches: Vouches | None = None

    def __post_init__(self) -> None:
        makers = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
        }
        self.private_key = self.private_key or makers[self.algorithm]()

    @property
    def flags(self) -> int:
        return PRESENT | VERIFIED | ((MAY_BE_SYNCED | SYNCED) if self.is_synced else 0)

    def make(self, options: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Answers create(); `changed` are flags, members of the client data, and `attested` to say another thing."""
        self.handle = options["user"]["id"]
        identifier = decode(self.credential_id)
        attested = bytes.fromhex(self.aaguid.replace("-", "")) + len(identifier).to_bytes(2, "big")
        attested += identifier + encode_cbor(self.cose_key())
        data = self._data(changed.pop("flags", self.flags) | ATTESTED) + attested
        client_data = _client_data("webauthn.create", options, changed)
        said: dict[str, Any] = {"fmt": "none", "attStmt": {}}
        if self.vouches is not None and options["attestation"] == "direct":
            said = self.vouches(data, hashlib.sha256(decode(client_data)).digest())
        response = {
            "clientDataJSON": client_data,
            "attestationObject": encode(encode_cbor(said | {"authData": data})),
            "transports": ["internal", "hybrid", "somewhere"],
        }
        return self._answer(response, {"credProps": {"rk": self.is_discoverable}})

    def use(self, options: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Answers get(); `changed` are flags, members of the client data, and the `handle` that it names."""
        handle = changed.pop("handle", self.handle if self.is_discoverable else None)
        flags = changed.pop("flags", self.flags)
        if self.count is not None:
            self.count += 1
        client_data = _client_data("webauthn.get", options, changed)
        data = self._data(flags)
        signature = self._sign(data + hashlib.sha256(decode(client_data)).digest())
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": encode(data),
            "signature": encode(signature),
            **({"userHandle": handle} if handle else {}),
        }
        return self._answer(response, {})

    def copy(self) -> SoftwareKey:
        """The same key elsewhere, counting on by itself."""
        return SoftwareKey(**vars(self))

    def cose_key(self) -> dict[int, Any]:
        public_key = self.private_key.public_key()
        if self.algorithm == "RS256":
            n = public_key.public_numbers().n
            return {1: 3, 3: -257, -1: n.to_bytes((n.bit_length() + 7) // 8, "big"), -2: b"\x01\x00\x01"}
        if self.algorithm == "EdDSA":
            return {1: 1, 3: -8, -1: 6, -2: public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)}
        point = public_key.public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}

    def _sign(self, message: bytes) -> bytes:
        if self.algorithm == "RS256":
            signed: bytes = self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        elif self.algorithm == "EdDSA":
            signed = self.private_key.sign(message)
        else:
            signed = self.private_key.sign(message, ec.ECDSA(hashes.SHA256()))
        return signed

    def _data(self, flags: int) -> bytes:
        return (
            hashlib.sha256(self.rp_id.encode()).digest()
            + bytes([flags])
            + (self.count or 0).to_bytes(4, "big")
        )

    def _answer(self, response: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.credential_id,
            "rawId": self.credential_id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": results,
            "response": response,
        }


def _client_data(kind: str, options: dict[str, Any], changed: dict[str, Any]) -> str:
    said = {
        "type": kind,
        "challenge": options["challenge"],
        "origin": settings.PUBLIC_URL,
        "crossOrigin": False,
    }
    return encode(json.dumps(said | changed, separators=(",", ":")).encode())


def passkey_of(
    user: User, key: SoftwareKey | None = None, *, name: str = "My passkey"
) -> tuple[SoftwareKey, Passkey]:
    """A passkey that this person made some time ago, and what the product keeps of it."""
    key = key or SoftwareKey()
    handle = owner_of(user).handle
    options = options_to_make(
        challenge=random_b64url(),
        rp_id=rp_id(),
        rp_name="Nordljus",
        owner=Owner(handle=handle, username=user.username, display_name=""),
        has_already=(),
        timeout_ms=1,
        asks_for_model=False,
    )
    new = verify_new_passkey(
        credential=key.make(options),
        expected_challenge=options["challenge"],
        expected_rp_id=rp_id(),
        expected_origin=settings.PUBLIC_URL,
    )
    return key, add(new, actor=user, name=name, made_in="Firefox (Linux)", made="asked")


def question(client: Client, path: str) -> dict[str, Any]:
    """What the page's script asks the server for before it asks the browser."""
    answer = client.post(f"{path}options/")
    assert answer.status_code == 200, answer.status_code
    return dict(answer.json())


def give(client: Client, path: str, asked: dict[str, Any], credential: dict[str, Any], **also: str) -> Page:
    """Sends the answer as the page's form does."""
    fields = {"sealed": asked["sealed"], "answer": json.dumps(credential), **also}
    return read(client.post(path, fields, follow=True))


def sign_in_by_passkey(client: Client, key: SoftwareKey, *, path: str = BEGINNING, **changed: Any) -> Page:
    """The whole of it: asks, has the key sign, and sends."""
    asked = question(client, path)
    return give(client, path, asked, key.use(asked["publicKey"], **changed))


def make_passkey(client: Client, key: SoftwareKey, **changed: Any) -> Page:
    """Adds a passkey at Security info, as the button there does."""
    asked = question(client, ADD)
    return give(client, ADD, asked, key.make(asked["publicKey"], **changed))
