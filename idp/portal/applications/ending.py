"""Secrets that have ended or end soon, for the portal's home."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts import clock
from accounts.users.access import seen_by
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.oidc.applications.models import ClientSecret
from idp.portal.applications.found import WARNED_BEFORE


@dataclass(frozen=True)
class Ending:
    """The present secret of an application that has ended, or soon does."""

    tenant_id: uuid.UUID
    application_id: int
    name: str
    has_ended: bool


def ending_for(user: User, *, most: int) -> list[Ending]:
    """So many of those that the asker can give another, the soonest first."""
    if not may(user, Act.CHANGE_APPLICATIONS):
        return []
    now = clock.now()
    newer = ClientSecret.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    rows = ClientSecret.objects.filter(~Exists(newer), ends_at__lt=now + WARNED_BEFORE)
    seen = seen_by(user, rows, act=Act.SEE_APPLICATIONS, tenant_path="application__tenant")
    found = seen.select_related("application").order_by("ends_at", "pk")[:most]
    return [
        Ending(one.application.tenant_id, one.application_id, one.application.name, one.ends_at <= now)
        for one in found
        if one.ends_at is not None
    ]
