"""Recovery codes: making ten anew, noting that they were kept, using one up, removing them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import django_otp
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.signin.reach import guarded_by
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.recovery_codes import events
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes
from accounts.ways.recovery_codes.refusals import RecoveryCodesNotAllowed

KEY = "recovery_code"
MADE_AT_ONCE = 10
FEW = 3  # from so many on one is told to make new ones


@dataclass(frozen=True)
class Shown:
    """Codes as they are shown, this once, and what they are together."""

    codes_id: int
    codes: list[str]


def codes_of(user: User) -> RecoveryCodes | None:
    """Return the codes of this person, used ones among them; None when none were made."""
    return RecoveryCodes.objects.filter(user=user).first()


def unused_of(user: User | OuterRef) -> QuerySet[RecoveryCode]:
    """Those of a person that still work."""
    return RecoveryCode.objects.filter(codes__user=user, codes__stopped_at=None, used_at=None)


@transaction.atomic
def make(user: User) -> Shown:
    """Make ten codes in the place of earlier ones; return them as they are shown, this once."""
    locked = lock_user(user.pk, actor=user)
    if not allowance_of(locked, KEY).is_allowed:
        raise RecoveryCodesNotAllowed(f"{user.username} may not use recovery codes")
    guarded = guarded_by(locked)
    were_there, _deleted = RecoveryCodes.objects.filter(user=user).delete()
    made = RecoveryCodes.objects.create(user=user)
    happened = events.MADE_ANEW if were_there else events.MADE
    record(happened, tenant=locked.tenant, subject=locked, row=made.pk, **guarded)
    return Shown(made.pk, made.fill(MADE_AT_ONCE))


@transaction.atomic
def keep(codes: RecoveryCodes) -> None:
    """Their person says that they have kept these: nobody reminds them any more."""
    user = lock_user(codes.user_id, actor=codes.user)
    if RecoveryCodes.objects.filter(pk=codes.pk, kept_at=None).update(kept_at=Now()):
        record(events.KEPT, tenant=user.tenant, subject=user)


@transaction.atomic
def take(user: User, code: str) -> RecoveryCodes | None:
    """Use up a code of this person; None when it is none of theirs, or was used."""
    locked = lock_user(user.pk)
    codes = codes_of(user)
    if (
        codes is None
        or codes.stopped_at is not None
        or django_otp.verify_token(user, codes.persistent_id, code) is None
    ):
        return None
    RecoveryCodes.objects.filter(pk=codes.pk).update(last_used_at=Now())
    left = unused_of(user).count()
    # What guarded before is not asked: these were there, so a letter about one that was used only stops them (T20).
    record(events.USED, tenant=locked.tenant, subject=locked, unused=left, row=codes.pk)
    if left in {FEW, 0}:
        record(events.FEW_LEFT, tenant=locked.tenant, subject=locked, unused=left)
    return codes


def stop(user: User, kept: Collection[str]) -> list[str]:
    """None of the person's codes is taken any more, unless it was one of them that they gave."""
    standing = RecoveryCodes.objects.filter(user=user, stopped_at=None).exclude(pk__in=kept)
    return [KEY] if standing.update(stopped_at=Now()) else []


def bring_back(user: User, codes_id: str) -> bool:
    """The person's codes are taken again, those that were not used."""
    stopped = RecoveryCodes.objects.filter(user=user, pk=codes_id, stopped_at__isnull=False)
    return bool(stopped.update(stopped_at=None))


@transaction.atomic
def remove(codes: RecoveryCodes, *, actor: User | None) -> None:
    """End these codes for good."""
    user = lock_user(codes.user_id, actor=actor)
    if RecoveryCodes.objects.filter(pk=codes.pk).delete()[0]:
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor)
