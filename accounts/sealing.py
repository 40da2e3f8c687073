"""Values that leave us and come back: signed, and taken for a while only, by the one clock (T38)."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer

from accounts import clock


def seal(value: Any, *, purpose: str) -> str:
    """Return `value`, of what JSON can say, as signed text that tells when it was sealed."""
    return _signer(purpose).sign_object([int(clock.seconds()), value], compress=True)


def unseal(text: str, *, purpose: str, life_seconds: int) -> Any:
    """Return what was sealed for this purpose in the last so many seconds. Raises BadSignature."""
    at, value = _signer(purpose).unsign_object(text)
    if not clock.is_within(at, life_seconds):
        raise BadSignature("sealed too long ago")
    return value


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"handslag.sealed:{purpose}")
