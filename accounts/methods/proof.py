"""What a method proves, at best and in fact. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# Factors are kinds of proof (SP 800-63B): something known, something held, the unlock of what is held.
KNOW, HAVE, UNLOCK = "know", "have", "unlock"
# No factor of the person: somebody who may change their ways in has vouched for them.
GRANTED = "granted"


@dataclass(frozen=True)
class Proves:
    """What proving a method shows at best. Phishing-resistant: it cannot be given to the wrong site (SP 800-63B)."""

    factors: frozenset[str] = frozenset()
    is_phishing_resistant: bool = False


@dataclass(frozen=True)
class Passed:
    """A method proven, with the factors it really proved and the amr values that says (RFC 8176).

    `device` is django-otp's persistent id of what proved it, if it was one.
    """

    key: str
    factors: frozenset[str]
    amr: tuple[str, ...]
    is_phishing_resistant: bool = False
    device: str = ""
