"""Putting off what a campaign asks for: so often, and for so long, as it lets people (E11)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts import clock
from accounts.audit.log import record
from accounts.security_info.registering.campaign import campaign_settings, left
from accounts.security_info.registering.events import PUT_OFF
from accounts.security_info.registering.models import PutOff
from accounts.users.models import User


@transaction.atomic
def put_off(user: User) -> bool:
    """Use one of the times this person may; say whether there was one. Of two browsers each uses its own."""
    asked = campaign_settings(user.tenant)
    row, _made = PutOff.objects.get_or_create(user=user, method=asked.method)
    mine = PutOff.objects.filter(pk=row.pk)
    if not asked.is_endless:
        mine = mine.filter(times__lt=asked.skips)
    until = clock.now() + timedelta(days=asked.snooze_days)
    if not mine.update(times=F("times") + 1, until=until):
        return False
    record(PUT_OFF, tenant=user.tenant, subject=user, method=asked.method, left=left(user, asked))
    return True
