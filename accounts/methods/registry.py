"""Who fills the role of a way to prove oneself."""

from __future__ import annotations

from accounts.methods.contract import VerificationMethod

_methods: dict[str, VerificationMethod] = {}


def register(method: VerificationMethod) -> None:
    """Makes a method known; called once for each when the program starts."""
    if method.key in _methods:
        raise ValueError(f"method {method.key!r} is registered twice")
    _methods[method.key] = method


def get(key: str) -> VerificationMethod:
    return _methods[key]


def in_order() -> list[VerificationMethod]:
    """All methods, the preferred first."""
    return sorted(_methods.values(), key=lambda method: method.rank)
