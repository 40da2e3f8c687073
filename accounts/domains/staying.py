"""Personal accounts whose address ends in a domain that an organisation has by now: they stay what they are."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.tenants.domains import u_labels
from accounts.tenants.models import Tenant
from accounts.users.models import User


def personal_accounts_with(name: str) -> QuerySet[User]:
    """The personal accounts with an address of this domain, in A-labels."""
    return User.objects.filter(
        tenant__kind=Tenant.Kind.PERSONAL, username__endswith=f"@{u_labels(name)}", goes_at=None
    )


def note_those_who_stay(tenant: Tenant, *names: str) -> None:
    """Say of the tenant that addresses of its domains may be personal accounts: sign-in then asks for them too."""
    if not tenant.is_personal and any(personal_accounts_with(name).exists() for name in names):
        Tenant.objects.filter(pk=tenant.pk).update(shares_addresses=True)
