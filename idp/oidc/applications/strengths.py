"""Applications among what a strength can be required for (E10): each organisation's own, by name."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.policy.strengths import applications
from accounts.policy.strengths.applications import Source
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from idp.oidc.applications.models import KEYS, Application

# After those that are built in.
RANK = 200


def _of(tenant: Tenant) -> list[applications.Application]:
    return [_as_policy_has_it(row) for row in Application.objects.filter(tenant=tenant)]


def _find(key: str) -> applications.Application | None:
    row = Application.objects.filter(client_id=key.removeprefix(KEYS)).first()
    return _as_policy_has_it(row) if row is not None else None


def _as_policy_has_it(row: Application) -> applications.Application:
    def may_use(tenant: Tenant) -> QuerySet[User]:
        """Of one that is known by its document each organisation has its own; nobody of another ever."""
        own = Application.objects.filter(tenant=tenant, client_id=row.client_id).first()
        if own is None:
            return User.objects.none()
        people = users_in(tenant).filter(is_active=True)
        return people if own.is_for_everybody else people.filter(member_groups__applications=own).distinct()

    return applications.Application(key=row.key, label=row.name, rank=RANK, people=may_use)


SOURCE = Source(prefix=KEYS, of=_of, find=_find)
