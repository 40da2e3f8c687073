"""Which key phones subscribe with, the key of an earlier subscription, and making a new one."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from accounts.encryption import decrypt, encrypt
from devices.push.keys.models import PushKey
from devices.signatures.encoding import decode
from devices.signatures.encoding import encode as base64url
from devices.signatures.keys import SigningKey

# A key that another process made is known here after so long.
REMEMBERED_SECONDS = 60
# The version belongs to the keys that are stored.
PURPOSE = "push keys v1"

_newest: tuple[float, str | None] | None = None
_whole: dict[str, SigningKey] = {}


def newest() -> str | None:
    """The public key that phones subscribe with; None until one was made. Remembered in this process for a minute."""
    global _newest  # noqa: PLW0603  one for the process, as every phone is told the same
    if _newest is None or time.monotonic() - _newest[0] >= REMEMBERED_SECONDS:
        _newest = (time.monotonic(), PushKey.objects.values_list("public_key", flat=True).first())
    return _newest[1]


def with_public_key(public_key: str) -> SigningKey | None:
    """The whole key, remembered in this process; None when it is not ours."""
    if public_key not in _whole:
        stored = PushKey.objects.filter(public_key=public_key).values_list("private_key_encrypted", flat=True)
        found = stored.first()
        if found is None:
            return None
        _whole[public_key] = SigningKey.from_private_jwk(json.loads(decrypt(found, purpose=PURPOSE)))
    return _whole[public_key]


def make() -> str:
    """Makes a key, the newest from now on, and returns its public half."""
    key = SigningKey.generate()
    public_key = in_one_text(key.public_jwk)
    PushKey.objects.create(
        public_key=public_key,
        private_key_encrypted=encrypt(json.dumps(key.private_jwk()), purpose=PURPOSE),
    )
    forget()
    _whole[public_key] = key
    return public_key


def forget() -> None:
    """Lets this process look for them again."""
    global _newest  # noqa: PLW0603  as above
    _newest = None
    _whole.clear()


def in_one_text(jwk: Mapping[str, str]) -> str:
    """A public key as the standards of Web Push write it: the uncompressed point in base64url."""
    return base64url(b"\x04" + decode(jwk["x"]) + decode(jwk["y"]))
