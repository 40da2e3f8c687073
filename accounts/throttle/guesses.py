"""Guesses: tries to prove oneself that may be wrong (E16, T15, T29).

One place for every path: whichever way one tries a password or a code of somebody, it counts here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Concat, Substr

from accounts.throttle import memory
from accounts.throttle.counting import DAY, Limit, count, rows_of, shut_now, uncount

STRANGERS = "strangers"
TRIES, WAIT_SECONDS = 10, 60
# SP 800-63B-4 3.2.2: no more than a hundred.
MOST_A_MONTH, MONTH = 100, 30 * DAY
# Three digests of the last wrong ones, each with its blank.
DIGEST_LENGTH, LAST_WRONG = 8, 3


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """The tries of the username by one method: of all strangers together, or of one browser used before.

    `method` is the key of one, `whose` a browser's digest. The names that nobody has are counted alike (A18). `also`
    are limits of the whole account, whoever tries: a right answer takes its own try back there, and no other.
    """

    method: str
    username: str
    whose: str = STRANGERS
    tries: int = TRIES
    wait_seconds: int = WAIT_SECONDS
    also: tuple[Limit, ...] = ()

    @property
    def limits(self) -> tuple[Limit, Limit]:
        """The wait that grows, forgotten a day after the last try; and the total of a month."""
        key = f"{self.username} {self.whose}"
        return (
            Limit(scope=self.method, key=key, most=self.tries, seconds=DAY, wait_seconds=self.wait_seconds),
            Limit(scope=f"{self.method} a month", key=key, most=MOST_A_MONTH, seconds=MONTH),
        )

    def count(self, *networks: Limit) -> None:
        """Count one try as wrong before it is verified, under the networks it comes from as well."""
        count(*networks, *self.also, *self.limits)

    def was_right(self) -> None:
        """Take the try back; of this browser, or of strangers, the wrong ones before it are forgotten."""
        left = Case(When(wait_seconds__gt=0, then=0), default=F("tries") - 1, output_field=IntegerField())
        rows_of(*self.limits).filter(tries__gt=0).update(tries=left, shut_until=0)
        if self.also:
            uncount(*self.also)

    def was_wrong(self, digest: str) -> None:
        """Take the try back if the same was wrong just before: one of the last three is not counted twice."""
        if not digest:
            return
        rows = rows_of(*self.limits).filter(tries__gt=0)
        if rows.filter(last_wrong__contains=digest).update(tries=F("tries") - 1, shut_until=0):
            return
        newer = Substr(Concat(Value(f"{digest} "), "last_wrong"), 1, LAST_WRONG * (DIGEST_LENGTH + 1))
        rows.update(last_wrong=newer)

    def seconds_shut(self) -> int:
        """For how long no try is taken; 0 while one is."""
        return max((seconds for _key, seconds in shut_now(rows_of(*self.limits))), default=0)

    def release(self) -> None:
        """Forget every wrong try, the month's too: somebody who may has said so."""
        rows_of(*self.limits).delete()
        memory.forget([limit.digest for limit in self.limits])


def seconds_shut_of(guesses: Iterable[Guesses]) -> dict[str, int]:
    """For how long no try by each of these methods is taken, in one question; those that are not shut are left out."""
    methods = {limit: one.method for one in guesses for limit in one.limits}
    by_digest = {limit.digest: method for limit, method in methods.items()}
    shut: dict[str, int] = {}
    for digest, seconds in shut_now(rows_of(*methods)):
        shut[by_digest[digest]] = max(seconds, shut.get(by_digest[digest], 0))
    return shut
