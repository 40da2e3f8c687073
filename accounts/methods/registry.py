"""Who fills the role of a way to prove oneself."""

from __future__ import annotations

from accounts.methods.contract import Recovery, VerificationMethod

_methods: dict[str, VerificationMethod] = {}
_recoveries: dict[str, Recovery] = {}


def register(method: VerificationMethod) -> None:
    """Make a method known; called once for each when the program starts."""
    if method.key in _methods:
        raise ValueError(f"method {method.key!r} is registered twice")
    _methods[method.key] = method


def register_recovery(key: str, recovery: Recovery) -> None:
    """Make known what people can be asked for that is no method's; called once for each when the program starts."""
    if key in _methods or key in _recoveries:
        raise ValueError(f"recovery {key!r} is registered twice")
    _recoveries[key] = recovery


def recovery_of(key: str) -> Recovery | None:
    """Return what is asked of whoever has forgotten the way with this key, or of what was registered under it."""
    method = _methods.get(key)
    return method.recovery if method is not None else _recoveries.get(key)


def get(key: str) -> VerificationMethod:
    """Return the method with this key. Raises KeyError when there is none."""
    return _methods[key]


def find(key: str) -> VerificationMethod | None:
    """Return the method with this key, None when this release has none: a session or a log may name an older one."""
    return _methods.get(key)


def in_order() -> list[VerificationMethod]:
    """Return all methods, the preferred first."""
    return sorted(_methods.values(), key=lambda method: method.rank)


def of_ones_own() -> list[VerificationMethod]:
    """Return those that people have of their own and an admin decides on, the preferred first: nothing handed out."""
    return [method for method in by_policy() if not method.proves.is_granted]


def by_policy() -> list[VerificationMethod]:
    """Return those an admin decides on, the preferred first."""
    return [method for method in in_order() if method.policy is not None]
