"""The digests of a text by every key that counts; and keeping the keys of a SECRET_KEY that goes."""

from __future__ import annotations

import logging
import time
from binascii import a2b_base64, b2a_base64

from cryptography.fernet import InvalidToken
from django.conf import settings

from accounts.encryption import decrypt, encrypt
from accounts.lasting.models import LastingKey
from accounts.secrets import derived_key, digest_by, fingerprint_of, salt_of, salted_digests, secret_keys

PURPOSE = "lasting keys v1"
REMEMBERED_SECONDS = 60
_kept: tuple[float, list[tuple[str, bytes]]] | None = None

log = logging.getLogger("handslag.keys")


def lasting_digests(text: str, *, purpose: str) -> tuple[str, ...]:
    """Return what `keyed_digests` would, and what former keys would have made that are in no setting any more."""
    return lasting_digests_under(salt_of(purpose), text)


def lasting_digests_under(salt: str, text: str) -> tuple[str, ...]:
    """Return the digests of a text under this salt by each key that counts; the first is the present one's."""
    kept = [key for its_salt, key in _kept_keys() if its_salt == salt]
    return (*salted_digests(salt, text), *(digest_by(key, text) for key in kept))


def keep(salt: str) -> int:
    """Keep what each of SECRET_KEY_FALLBACKS made the digests under this salt with; returns how many were new."""
    new = 0
    for secret in settings.SECRET_KEY_FALLBACKS:
        text = b2a_base64(derived_key(salt, secret), newline=False).decode()
        _row, is_new = LastingKey.objects.get_or_create(
            salt=salt,
            derived_from=fingerprint_of(secret),
            defaults={"key_encrypted": encrypt(text, purpose=PURPOSE)},
        )
        new += is_new
    forget()
    return new


def forget() -> None:
    """Let this process look for them again."""
    global _kept  # noqa: PLW0603  one for the process, as SECRET_KEY is
    _kept = None


def _kept_keys() -> list[tuple[str, bytes]]:
    """Those of secrets that are in no setting any more, remembered in this process for a minute."""
    global _kept  # noqa: PLW0603  as above
    if _kept is None or time.monotonic() - _kept[0] >= REMEMBERED_SECONDS:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def _read() -> list[tuple[str, bytes]]:
    in_settings = [fingerprint_of(secret) for secret in secret_keys()]
    found = []
    for row in LastingKey.objects.exclude(derived_from__in=in_settings).order_by("-pk"):
        try:
            found.append((row.salt, a2b_base64(decrypt(row.key_encrypted, purpose=PURPOSE))))
        except InvalidToken:
            log.warning("the key for %s is under a SECRET_KEY that is in no setting", row)
    return found
