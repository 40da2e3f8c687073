"""Recovery codes: making ten anew, using one up, removing them."""

from __future__ import annotations

import django_otp
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.recovery_codes import events
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes
from accounts.ways.recovery_codes.refusals import RecoveryCodesNotAllowed

KEY = "recovery_code"
MADE_AT_ONCE = 10
FEW = 3  # from so many on one is told to make new ones


def codes_of(user: User) -> RecoveryCodes | None:
    """Return the codes of this person, used ones among them; None when none were made."""
    return RecoveryCodes.objects.filter(user=user).first()


def unused_of(user: User | OuterRef) -> QuerySet[RecoveryCode]:
    """Those of a person that still work."""
    return RecoveryCode.objects.filter(codes__user=user, used_at=None)


@transaction.atomic
def make(user: User) -> list[str]:
    """Make ten codes in the place of earlier ones; return them as they are shown, this once."""
    locked = lock_user(user.pk, actor=user)
    if not allowance_of(locked, KEY).is_allowed:
        raise RecoveryCodesNotAllowed(f"{user.username} may not use recovery codes")
    were_there, _deleted = RecoveryCodes.objects.filter(user=user).delete()
    made = RecoveryCodes.objects.create(user=user)
    record(events.MADE_ANEW if were_there else events.MADE, tenant=locked.tenant, subject=locked)
    return made.fill(MADE_AT_ONCE)


@transaction.atomic
def take(user: User, code: str) -> RecoveryCodes | None:
    """Use up a code of this person; None when it is none of theirs, or was used."""
    locked = lock_user(user.pk)
    codes = codes_of(user)
    if codes is None or django_otp.verify_token(user, codes.persistent_id, code) is None:
        return None
    RecoveryCodes.objects.filter(pk=codes.pk).update(last_used_at=Now())
    left = unused_of(user).count()
    record(events.USED, tenant=locked.tenant, subject=locked, unused=left)
    if left in {FEW, 0}:
        record(events.FEW_LEFT, tenant=locked.tenant, subject=locked, unused=left)
    return codes


@transaction.atomic
def remove(codes: RecoveryCodes, *, actor: User | None) -> None:
    """End these codes for good."""
    user = lock_user(codes.user_id, actor=actor)
    if RecoveryCodes.objects.filter(pk=codes.pk).delete()[0]:
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor)
