"""Replacing a forgotten way (F06): how often what is shown instead may be wrong, whoever tries (T29)."""

from __future__ import annotations

from django.utils.translation import ngettext

from accounts.refusals import TooManyTries
from accounts.throttle.counting import DAY, Limit, rows_of, shut_now

MOST_WRONG = 5
LOCKED_SECONDS = DAY


class RecoveryLocked(TooManyTries):
    """Too much was wrong under this name, whether or not anybody has it (A18)."""

    code = "recovery_locked"

    def __init__(self, detail: str = "", *, retry_after_seconds: int) -> None:
        super().__init__(detail, retry_after_seconds=retry_after_seconds)
        hours = -(-retry_after_seconds // 3600)
        self.public_text = ngettext(
            "Too much was wrong, so nothing can be replaced under this username for %(count)d hour. If you are in a "
            "hurry, ask your admin. Signing in goes on as before.",
            "Too much was wrong, so nothing can be replaced under this username for %(count)d hours. If you are in a "
            "hurry, ask your admin. Signing in goes on as before.",
            hours,
        ) % {"count": hours}


def limit_of(username: str) -> Limit:
    """Five wrong tries of all browsers together, none more than a day after the one before; then a day of rest."""
    return Limit(
        scope="recovery", key=username, most=MOST_WRONG, seconds=LOCKED_SECONDS, wait_seconds=LOCKED_SECONDS
    )


def seconds_locked(username: str) -> int:
    """For how long nothing can be replaced under this username; 0 while it can."""
    return max((seconds for _key, seconds in shut_now(rows_of(limit_of(username)))), default=0)


def refuse_locked(username: str) -> None:
    """Raise RecoveryLocked while nothing can be replaced under this username."""
    seconds = seconds_locked(username)
    if seconds:
        raise RecoveryLocked(f"{username}: {seconds} s left", retry_after_seconds=seconds)
