"""Who may use an application: everybody of its organisation, or members of groups."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.statements.composing import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.models import LONGEST_CLIENT_ID, Application


def may_use(user: User, application: Application) -> bool:
    """May this person use it now? Nobody of another organisation ever; without any group, nobody."""
    if user.tenant_id != application.tenant_id:
        return False
    if application.is_for_everybody:
        return True
    return application.groups.filter(members=user).exists()


def application_in(tenant: Tenant, client_id: str) -> Application | None:
    """Return the application of this organisation that calls itself so, by the one gate to them (T09)."""
    # What no text of the database can be is not looked for.
    if len(client_id) > LONGEST_CLIENT_ID or "\0" in client_id:
        return None
    found = first(_called(tenant.pk, client_id))
    if found is not None:
        found.tenant = tenant
    return found


@composed_once
def _called(tenant: UUID, client_id: str, /) -> QuerySet[Application]:
    return Application.objects.filter(tenant=tenant, client_id=client_id).order_by()
