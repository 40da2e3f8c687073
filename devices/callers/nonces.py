"""The server's nonces for proofs: an HMAC of a two-minute window, so nothing is stored and any process knows them."""

from __future__ import annotations

import hmac
from functools import lru_cache

from accounts import clock
from accounts.secrets import salted_digests, secret_keys
from devices.signatures.encoding import encode

WINDOW_SECONDS = 120


def current() -> str:
    """The nonce to hand out now."""
    return _of_window(_window_now(), secret_keys())[0]


def is_known(nonce: str) -> bool:
    """Was this handed out in this window or the one before?"""
    window = _window_now()
    candidates = [made for one in (window, window - 1) for made in _of_window(one, secret_keys())]
    return any([hmac.compare_digest(nonce.encode(), one.encode()) for one in candidates])  # noqa: C419  all, always


def _window_now() -> int:
    return int(clock.seconds()) // WINDOW_SECONDS


@lru_cache(maxsize=2)
def _of_window(window: int, _keys: tuple[str, ...]) -> list[str]:
    """By the present SECRET_KEY first; by earlier ones, while another server may hand out theirs."""
    made = salted_digests("handslag.dpop-nonce", str(window))
    return [encode(bytes.fromhex(one)) for one in made]
