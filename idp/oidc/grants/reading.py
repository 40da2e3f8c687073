"""From a token to the grant behind it, which must stand: whoever asks us is told how things are now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.statements.composing import composed_once, first
from accounts.tenants.models import Tenant
from idp.oidc.grants.models import Grant, RefreshToken
from idp.oidc.grants.standing import standing_of
from idp.oidc.tokens import ReadToken


def grant_behind(tenant: Tenant, token: ReadToken) -> Grant | None:
    """Return the grant of an access token, if it stands."""
    grant = given_by(tenant, token)
    return grant if grant is not None and standing_of(grant).is_good else None


def given_by(tenant: Tenant, token: ReadToken) -> Grant | None:
    """Return the grant of an access token, whether or not it stands."""
    grant = first(_in_tenant(tenant.pk, token.grant_id))
    if grant is not None:
        grant.application.tenant = tenant
        grant.of(grant.application)
    return grant


@composed_once
def _in_tenant(tenant: UUID, grant: UUID, /) -> QuerySet[Grant]:
    rows = Grant.objects.select_related("application", "user")
    return rows.filter(application__tenant=tenant, pk=grant).order_by()


def unused(row: RefreshToken | None) -> RefreshToken | None:
    """Return the refresh token, if it is not used and its grant stands."""
    if row is None or row.used_at is not None:
        return None
    return row if standing_of(row.grant).is_good else None
