"""Passes: making one, using it, removing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.policy.facts import Rules, allowance_of, method_rules, settings_of
from accounts.secrets import is_one_of
from accounts.users.access import lock_person
from accounts.users.models import User
from accounts.ways.access_pass import events
from accounts.ways.access_pass.models import AccessPass, Standing
from accounts.ways.access_pass.refusals import NoPassForThem
from accounts.ways.access_pass.secret import digest_of_pass, digests_of_pass, new_pass, plain
from accounts.ways.access_pass.settings import PassSettings

KEY = "access_pass"
NOBODYS = "0" * 64


@dataclass(frozen=True)
class Taken:
    """What came of a pass that somebody wrote: None where it was wrong, else it and how it stood."""

    found: AccessPass | None = None
    standing: Standing = Standing.ENDED

    @property
    def is_right(self) -> bool:
        return self.found is not None and self.standing is Standing.VALID

    @property
    def reason(self) -> str:
        """Why it was refused, as the audit log has it."""
        return events.WRONG if self.found is None else f"pass_{self.standing}"


def pass_settings(rules: Rules) -> PassSettings:
    return settings_of(rules, KEY, PassSettings)


def may_have_one(user: User) -> bool:
    """Would a pass sign this person in, as they and the policy stand now?"""
    return user.may_sign_in and user.tenant.is_active and allowance_of(user, KEY).is_allowed


@transaction.atomic
def make(
    user: User, *, actor: User, life: timedelta, starts_at: datetime | None = None, is_one_time: bool = True
) -> tuple[AccessPass, str]:
    """Make a pass for `user`, in the place of an earlier one; return it, and the secret, this once.

    It lives no longer, and works no oftener, than the policy lets any pass. `starts_at` None: now.
    """
    locked = lock_person(user, actor=actor)
    if not may_have_one(locked):
        raise NoPassForThem(f"{locked.username} may not sign in by a pass")
    settings = pass_settings(method_rules(locked.tenant))
    secret, now = new_pass(settings.letters), clock.now()
    begins = max(starts_at or now, now)
    AccessPass.objects.filter(user=locked).delete()
    made = AccessPass.objects.create(
        user=locked,
        digest=digest_of_pass(secret, owner=locked.pk),
        starts_at=begins,
        ends_at=begins + min(life, settings.longest),
        is_one_time=is_one_time or settings.is_one_time,
    )
    record(
        events.MADE,
        tenant=locked.tenant,
        subject=locked,
        actor=actor,
        works_from=_written(made.starts_at),
        works_until=_written(made.ends_at),
        works_once="once" if made.is_one_time else "again",
    )
    return made, secret


def _written(moment: datetime) -> str:
    """As the log and letters have it, alike in every language."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@transaction.atomic
def take(whose: User, written: str) -> Taken:
    """Use the pass of this person, whom nobody need be (`nobody`): a wrong one costs the same for all (A18).

    One conditional update: of many at once with a pass that works once, one gets in (T15).
    """
    # The digest alone: making a row of what was read takes a time that tells who has a pass (T13).
    digest = AccessPass.objects.filter(user=whose.pk).values_list("digest", flat=True).first() or NOBODYS
    given = digests_of_pass(plain(written), owner=whose.pk)
    if not is_one_of(digest, given):
        return Taken()
    found = AccessPass.objects.filter(user=whose.pk, digest=digest).first()
    if found is None:
        return Taken()
    if not valid().filter(pk=found.pk).update(used_at=Now()):
        # Read once more, for whoever was faster has used it: one that is gone by now has ended.
        left = AccessPass.objects.filter(pk=found.pk).first()
        return Taken(found, left.standing(clock.now()) if left is not None else Standing.ENDED)
    record(events.USED, tenant=whose.tenant, subject=whose)
    return Taken(found, Standing.VALID)


@transaction.atomic
def remove(user: User, *, actor: User | None) -> None:
    """End the pass of this person: it signs in no more, and what it signed in counts no more."""
    locked = lock_person(user, actor=actor)
    if AccessPass.objects.filter(user=locked).delete()[0]:
        record(events.REMOVED, tenant=locked.tenant, subject=locked, actor=actor)


def take_back(user: User, _kept: Collection[str]) -> list[str]:
    """The pass that was made for this person works no more."""
    return [KEY] if AccessPass.objects.filter(user=user).delete()[0] else []


def end_of_person(user_id: UUID) -> None:
    """End the pass of somebody whose sessions have all ended: it would let in again whoever that was to keep out."""
    AccessPass.objects.filter(user=user_id).delete()


def valid() -> QuerySet[AccessPass]:
    """Those that sign in now. Of their own columns alone, so that who waits for a row looks at it as it became."""
    unused = Q(is_one_time=False) | Q(used_at=None)
    return AccessPass.objects.filter(unused, starts_at__lte=Now(), ends_at__gt=Now())


def unended() -> QuerySet[AccessPass]:
    """Those on which a session may still rest, used or not."""
    return AccessPass.objects.filter(ends_at__gt=Now())
