"""What a method proves, at best and in fact. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# Factors are kinds of proof (SP 800-63B): something known, something held, the unlock of what is held.
KNOW, HAVE, UNLOCK = "know", "have", "unlock"


@dataclass(frozen=True)
class Proves:
    """What proving a method shows at best.

    Phishing-resistant: it cannot be given to the wrong site (SP 800-63B). Granted: somebody who may change this
    person's ways in has vouched for them, by handing it out.
    """

    factors: frozenset[str] = frozenset()
    is_phishing_resistant: bool = False
    is_granted: bool = False


@dataclass(frozen=True)
class Passed:
    """A method proven, with the factors it really proved and the amr values that says (RFC 8176).

    `by` names the very thing that proved it, as the method knows it: django-otp's persistent id of a device, or what
    else it finds it by. `until` is when a session that rests on it ends at the latest, in seconds since the epoch; 0:
    whenever sessions end. `only_adds`: such a session may add ways to sign in, and nothing else.
    """

    key: str
    factors: frozenset[str]
    amr: tuple[str, ...]
    is_phishing_resistant: bool = False
    is_granted: bool = False
    by: str = ""
    until: int = 0
    only_adds: bool = False
