"""Taking a code of whatever gives codes: one thing is locked, checked and used up, and every wrong one counts."""

from __future__ import annotations

from typing import TypeVar

import django_otp
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.otp.codes import read_code
from devices.otp.source import MOST_WRONG, CodeSource

Source = TypeVar("Source", bound=CodeSource)


@transaction.atomic
def take(user: User, code: str, *, unspent: QuerySet[Source]) -> Source | None:
    """Use up a code: return which of these sources of a person gave it; None when none did, which all of them count."""
    # Tries of one person wait for each other: of many at once one gets through, and every wrong one counts (T15).
    locked = lock_user(user.pk)
    for source in unspent:
        if django_otp.verify_token(user, source.persistent_id, read_code(code)) is not None:
            unspent.update(wrong_in_a_row=0)
            unspent.model.objects.filter(pk=source.pk).update(last_used_at=Now())
            return source
    for source in unspent:
        if source.wrong_in_a_row + 1 >= MOST_WRONG:
            record(source.spent, tenant=locked.tenant, subject=locked, **{source.detail: source.name})
    unspent.update(wrong_in_a_row=F("wrong_in_a_row") + 1)
    return None
