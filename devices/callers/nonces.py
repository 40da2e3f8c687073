"""The server's nonces for proofs: an HMAC of a two-minute window, so nothing is stored and any process knows them."""

from __future__ import annotations

import hmac

from django.utils.crypto import salted_hmac

from accounts import clock
from devices.signatures.encoding import encode

WINDOW_SECONDS = 120


def current() -> str:
    """The nonce to hand out now."""
    return _of_window(_window_now())


def is_known(nonce: str) -> bool:
    """Was this handed out in this window or the one before?"""
    window = _window_now()
    candidates = [_of_window(one) for one in (window, window - 1)]
    return any([hmac.compare_digest(nonce.encode(), one.encode()) for one in candidates])  # noqa: C419  both, always


def _window_now() -> int:
    return int(clock.seconds()) // WINDOW_SECONDS


def _of_window(window: int) -> str:
    return encode(salted_hmac("handslag.dpop-nonce", str(window), algorithm="sha256").digest())
