"""Where each organisation answers applications: its issuer, and the addresses below it.

They follow from PUBLIC_URL alone: no header of a request has any part in them (T25).
"""

from __future__ import annotations

from django.conf import settings

from accounts.tenants.models import Tenant

AUTHORIZE, TOKEN, USERINFO, JWKS = "authorize", "token", "userinfo", "jwks"
PAR = "par"
REVOKE, INTROSPECT, LOG_OUT = "revoke", "introspect", "log-out"
# The second is written by hand: it stands on the screens that ask (RFC 8628, section 3.3).
DEVICE_AUTHORIZATION, SCREEN = "device_authorization", "device"
BACKCHANNEL = "bc-authorize"


def issuer_of(tenant: Tenant) -> str:
    """`iss` of what this organisation signs."""
    return f"{settings.PUBLIC_URL}/t/{tenant.slug}"


def address_of(tenant: Tenant, name: str) -> str:
    """The whole address of one of its endpoints."""
    return f"{issuer_of(tenant)}/{name}"
