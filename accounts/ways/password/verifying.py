"""Is it the right password? One hash for anybody, also for names that nobody has: time must not tell who exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hmac import compare_digest

from django.contrib.auth.hashers import BasePasswordHasher, get_hasher, identify_hasher
from django.utils.crypto import salted_hmac

from accounts import clock
from accounts.throttle.guesses import DIGEST_LENGTH
from accounts.users.models import User


@dataclass(frozen=True)
class Verdict:
    """Whether it matched; `digest` tells the same wrong password of the same name again, and nothing else.

    `is_over`: it would have, but for being a temporary one whose time is over.
    """

    is_right: bool
    digest: str = ""
    is_over: bool = False


def verify(user: User | None, written: str, *, username: str) -> Verdict:
    """Compare what was written with the password of the user; None: of nobody, who has this username."""
    hasher = get_hasher()
    if user is None or not user.has_usable_password():
        return Verdict(False, _digest(hasher.encode(written, _salt_of_nobody(username))))
    if not _is_hashed_by(hasher, user.password):
        # Kept by an earlier release: hashed anew when it is right, and a wrong one counts each time.
        return _while_it_is_taken(user, Verdict(user.check_password(written)))
    hashed = hasher.encode(written, hasher.decode(user.password)["salt"])
    return _while_it_is_taken(user, Verdict(compare_digest(hashed, user.password), _digest(hashed)))


def _while_it_is_taken(user: User, verdict: Verdict) -> Verdict:
    """A temporary password that is right is refused once its time is over; of a wrong one nothing more is told."""
    if not verdict.is_right or is_taken(user):
        return verdict
    return replace(verdict, is_right=False, is_over=True)


def is_taken(user: User) -> bool:
    """Is the password they have one of their own, or a temporary one that still has time?"""
    if not user.password_is_temporary:
        return True
    return user.temporary_until is not None and user.temporary_until > clock.now()


def _is_hashed_by(hasher: BasePasswordHasher, kept: str) -> bool:
    return identify_hasher(kept).algorithm == hasher.algorithm and not hasher.must_update(kept)


def _digest(hashed: str) -> str:
    """Short, made of the slow hash, by a key that stands in no table: a thief of the tables learns nothing (I10)."""
    return salted_hmac("accounts.password.wrong", hashed, algorithm="sha256").hexdigest()[:DIGEST_LENGTH]


def _salt_of_nobody(username: str) -> str:
    """The same each time, as an account's own is; of letters and digits, and as long."""
    return salted_hmac("accounts.password.nobody", username, algorithm="sha256").hexdigest()[:22]
