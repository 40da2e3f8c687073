"""Secrets: how they are made, what is stored of them, and the cookies in which a browser holds them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac


def new_secret() -> str:
    """256 random bits, as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored of a secret, its SHA-256: whoever reads the tables can show it nowhere (I10)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, however large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def number_of(text: str) -> int:
    """Return SHA-256 of a text as a number, to make something of that does not lead back to it."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def keyed_digests(secret: str, *, purpose: str) -> tuple[str, ...]:
    """Return what may be stored of a secret that is short enough to be guessed from its plain digest (I10).

    The first is made with the present SECRET_KEY, the others are what earlier ones (SECRET_KEY_FALLBACKS) would have
    made: look for any of them.
    """
    return salted_digests(salt_of(purpose), secret)


def salt_of(purpose: str) -> str:
    """Return what tells the keyed digests of one purpose from those of all others."""
    return f"handslag {purpose}"


def salted_digests(salt: str, text: str) -> tuple[str, ...]:
    """Return the keyed digests of a text under this salt: with the present SECRET_KEY first, then with earlier ones."""
    return tuple(salted_hmac(salt, text, secret=key, algorithm="sha256").hexdigest() for key in secret_keys())


def secret_keys() -> tuple[str, ...]:
    """Return the present SECRET_KEY, then those that still count (SECRET_KEY_FALLBACKS)."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def derived_key(salt: str, secret: str) -> bytes:
    """Return what the digests under `salt` are made with where this is the SECRET_KEY: it leads back to nothing."""
    # As Django's salted_hmac derives it.
    return hashlib.sha256((salt + secret).encode()).digest()


def digest_by(key: bytes, text: str) -> str:
    """Return the digest of a text by a derived key."""
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def fingerprint_of(secret: str) -> str:
    """Return 16 characters by which a SECRET_KEY is told from another, and that lead back to none."""
    return hashlib.sha256(f"handslag fingerprint {secret}".encode()).hexdigest()[:16]


def is_one_of(digest: str, made: Iterable[str]) -> bool:
    """Is this digest one of those that were made? Takes as long whichever it is."""
    return any([hmac.compare_digest(digest, one) for one in made])  # noqa: C419  all of them, always


@dataclass(frozen=True)
class SecretCookie:
    """A cookie for a secret of one browser: read by no script, sent by no other site, over https where we have it."""

    title: str
    life_seconds: int  # 0: until the browser is closed
    samesite: Literal["Lax", "Strict"] = "Lax"

    @property
    def name(self) -> str:
        return settings.COOKIE_PREFIX + self.title

    def give(self, response: HttpResponse, secret: str, *, seconds: int | None = None) -> None:
        """Let this browser hold `secret`, in the place of an earlier one; for `seconds` where its life is shorter."""
        response.set_cookie(
            self.name,
            secret,
            max_age=min(self.life_seconds, seconds or self.life_seconds) or None,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=self.samesite,
        )

    def read(self, request: HttpRequest) -> str:
        """The secret that this browser holds, empty when it has none."""
        return request.COOKIES.get(self.name, "")

    def is_held(self, request: HttpRequest, *, expected_digest: str) -> bool:
        """Is this the browser that was given the secret with this digest?"""
        return hmac.compare_digest(digest_of(self.read(request)), expected_digest)

    def drop(self, response: HttpResponse) -> None:
        response.delete_cookie(self.name, samesite=self.samesite)
