"""Where too many wrong tries have shut somebody out, and opening it again in the name of an admin (E04, T29)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.methods import registry
from accounts.signin.events import UNLOCKED
from accounts.throttle import memory, recovery
from accounts.throttle.counting import Limit, rows_of, shut_now
from accounts.throttle.guesses import STRANGERS, Guesses
from accounts.throttle.models import TryCount
from accounts.users.access import lock_person
from accounts.users.models import KnownBrowser, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.methods.contract import VerificationMethod


# Of each of many, the browsers used last; one is seldom shut out in any other.
BROWSERS_LOOKED_AT = 5
DIGESTS_AT_ONCE = 1000


@dataclass(frozen=True)
class Shut:
    """One way that takes no tries now: `whose` says from where, `minutes` for how long at most."""

    what: StrOrPromise
    whose: StrOrPromise
    minutes: int


def shut_for(person: User) -> list[Shut]:
    """What takes no tries of this person's now: each way, from browsers they do not use or from one that they do."""
    named = {limit.digest: (what, whose) for what, whose, limit in _limits_of(person)}
    shut = shut_now(rows_of(*(limit for _what, _whose, limit in _limits_of(person))))
    return [Shut(*named[digest], minutes=-(-seconds // 60)) for digest, seconds in sorted(shut)]


def shut_among(people: Iterable[User], *, tried: Mapping[UUID, Collection[str]]) -> set[UUID]:
    """Who of these has a way that takes no tries now, by their ids: few questions, however many they are.

    The counts lead back to nobody (I10), so whoever looks for them names those it could be, and the keys of the
    methods that each has `tried`.
    """
    whose: dict[str, UUID] = {}
    known, methods = list(people), registry.in_order()
    browsers = _browsers_of(known)
    for person in known:
        theirs = [method for method in methods if method.key in tried[person.pk]]
        for _what, _from, limit in _limits(person.username, browsers[person.pk], theirs):
            whose[limit.digest] = person.pk
    digests = list(whose)
    parts = (digests[at : at + DIGESTS_AT_ONCE] for at in range(0, len(digests), DIGESTS_AT_ONCE))
    return {
        whose[digest] for part in parts for digest, _seconds in shut_now(TryCount.objects.filter(pk__in=part))
    }


@transaction.atomic
def unlock(person: User, *, actor: User | None) -> None:
    """Forget every wrong try under this person's name, by whatever way and from whatever browser."""
    locked = lock_person(person, actor=actor)
    limits = [limit for _what, _whose, limit in _limits_of(locked)]
    rows_of(*limits).delete()
    memory.forget([limit.digest for limit in limits])
    record(UNLOCKED, tenant=locked.tenant, subject=locked, actor=actor)


def _limits_of(person: User) -> Iterator[tuple[StrOrPromise, StrOrPromise, Limit]]:
    browsers = person.known_browsers.values_list("browser_digest", "label")
    return _limits(person.username, browsers, registry.in_order())


def _limits(
    username: str, browsers: Iterable[tuple[str, str]], methods: Iterable[VerificationMethod]
) -> Iterator[tuple[StrOrPromise, StrOrPromise, Limit]]:
    """By what the tries of this name are counted: each of these ways, by strangers and in each browser used before."""
    sources: dict[str, StrOrPromise] = {STRANGERS: _("from browsers they have not used")}
    sources.update(browsers)
    for method in methods:
        for whose, source in sources.items():
            for limit in Guesses(method=method.key, username=username, whose=whose).limits:
                yield method.label, source, limit
    yield _("A forgotten password"), _("from any browser"), recovery.limit_of(username)


def _browsers_of(people: list[User]) -> Mapping[UUID, list[tuple[str, str]]]:
    found: defaultdict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = KnownBrowser.objects.filter(user__in=people).order_by("-last_used_at")
    for user, digest, label in rows.values_list("user", "browser_digest", "label"):
        if len(found[user]) < BROWSERS_LOOKED_AT:
            found[user].append((digest, label))
    return found
