"""The gate to one application, and how it stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts import clock
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.oidc.applications.models import Application, ClientSecret
from idp.portal.one_of_several import tenant_seen_by

# From so long before a secret ends on it is said.
WARNED_BEFORE = timedelta(days=30)
ENDED, ENDS_SOON, NOBODY = "ended", "ends_soon", "nobody"


@dataclass(frozen=True)
class Secrets:
    """`present` is the newest, None of one that has none; `former` counts beside it until it ends."""

    present: ClientSecret | None = None
    former: ClientSecret | None = None

    @property
    def standing(self) -> str:
        """What to look at: that it has ended, or ends soon; "" for nothing."""
        ends_at = self.present.ends_at if self.present is not None else None
        if ends_at is None:
            return ""
        now = clock.now()
        return ENDED if ends_at <= now else ENDS_SOON if ends_at <= now + WARNED_BEFORE else ""


def organisation_of(asker: User, tenant_id: uuid.UUID, *, to_change: bool) -> Tenant:
    """The organisation, if the asker sees its applications; what is in sight but not theirs to do is refused."""
    tenant = tenant_seen_by(asker, tenant_id, act=Act.SEE_APPLICATIONS)
    if to_change and not may(asker, Act.CHANGE_APPLICATIONS, on=tenant):
        raise PermissionDenied
    return tenant


def application_of(
    asker: User, tenant_id: uuid.UUID, application_id: int, *, to_change: bool = False
) -> Application:
    """The application, if the asker sees those of its organisation; otherwise there is none."""
    tenant = organisation_of(asker, tenant_id, to_change=to_change)
    found = applications_in(tenant).filter(pk=application_id).first()
    if found is None:
        raise Http404
    found.tenant = tenant
    return found


def applications_in(tenant: Tenant) -> QuerySet[Application]:
    return Application.objects.filter(tenant=tenant).prefetch_related("groups", "secrets")


def secrets_of(application: Application) -> Secrets:
    """Its secrets, as they were read with it."""
    if not application.has_secret:
        return Secrets()
    rows = sorted(application.secrets.all(), key=lambda row: row.pk)
    now = clock.now()
    former = [row for row in rows[:-1] if row.ends_at is None or row.ends_at > now]
    return Secrets(rows[-1] if rows else None, former[-1] if former else None)


def is_for_nobody(application: Application) -> bool:
    """A service signs nobody in: it is for no people in any case."""
    is_for_some = application.is_for_everybody or application.groups.all()
    return application.kind != Application.Kind.SERVICE and not is_for_some
