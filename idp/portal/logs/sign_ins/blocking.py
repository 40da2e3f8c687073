"""From a try to blocking the network it came from."""

from __future__ import annotations

from django.urls import reverse

from accounts.policy.networks import one_form_of
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.places import is_in
from accounts.users.roles import Act, may
from idp.portal.logs.filters import address_of


def where_to_block(network: str, *, tenant: Tenant, asker: User) -> str:
    """Where this asker blocks a network: the form, filled in. "" where they may not, or nothing is to be blocked."""
    if not _can_be_blocked(network) or is_blocked(network, tenant=tenant):
        return ""
    if not may(asker, Act.BLOCK_NETWORK, on=tenant):
        return ""
    return f"{reverse('admin:networks_of', args=[tenant.pk])}?{address_of({'network': network})}#typed"


def is_blocked(network: str, *, tenant: Tenant) -> bool:
    """Does the organisation take no strangers from there?"""
    return is_in(network.partition("/")[0], tenant.blocked_networks)


def _can_be_blocked(network: str) -> bool:
    try:
        one_form_of(network)
    except Refusal:
        return False
    return True
