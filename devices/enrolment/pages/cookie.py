"""What only the browser that adds a phone holds: the secret it watches with, and the code it shows.

Kept in a cookie that no script reads, and nowhere here but as digests: neither the tables nor a copy of them show a
number or add a phone (I10, T18). The phone knows the code, so the secret is another one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Longer than adding a phone can take.
LIFE_SECONDS = 3600


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def keep(response: HttpResponse, *, secret: str, code: str) -> None:
    """Gives this browser what it holds, in the place of what it may have held for an earlier phone."""
    response.set_cookie(
        _name(),
        f"{secret}.{code}",
        max_age=LIFE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def holds(request: HttpRequest, *, expected_digest: str) -> bool:
    """Is this the browser that was given the secret with this digest?"""
    return hmac.compare_digest(digest_of(_held(request)[0]), expected_digest)


def code_in(request: HttpRequest) -> str:
    """The code to show."""
    return _held(request)[1]


def _held(request: HttpRequest) -> tuple[str, str]:
    secret, _, code = request.COOKIES.get(_name(), "").partition(".")
    return secret, code


def _name() -> str:
    return settings.COOKIE_PREFIX + "enrolment"
