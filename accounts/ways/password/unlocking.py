"""Where too many wrong tries have shut somebody out, and opening it again in the name of an admin (E04, T29)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.methods import registry
from accounts.signin.events import UNLOCKED
from accounts.throttle import memory, recovery
from accounts.throttle.counting import Limit, rows_of, shut_now
from accounts.throttle.guesses import STRANGERS, Guesses
from accounts.users.access import lock_user
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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


@transaction.atomic
def unlock(person: User, *, actor: User | None) -> None:
    """Forget every wrong try under this person's name, by whatever way and from whatever browser."""
    locked = lock_user(person.pk)
    limits = [limit for _what, _whose, limit in _limits_of(locked)]
    rows_of(*limits).delete()
    memory.forget([limit.digest for limit in limits])
    record(UNLOCKED, tenant=locked.tenant, subject=locked, actor=actor)


def _limits_of(person: User) -> Iterator[tuple[StrOrPromise, StrOrPromise, Limit]]:
    sources: dict[str, StrOrPromise] = {STRANGERS: _("from browsers they have not used")}
    sources.update(person.known_browsers.values_list("browser_digest", "label"))
    for method in registry.in_order():
        for whose, source in sources.items():
            for limit in Guesses(method=method.key, username=person.username, whose=whose).limits:
                yield method.label, source, limit
    yield _("A forgotten password"), _("from any browser"), recovery.limit_of(person.username)
