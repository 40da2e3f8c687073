"""What discovery says of it (CIBA Core 1.0, section 4; RFC 9396, section 10)."""

from __future__ import annotations

from typing import Any

from accounts.tenants.models import Tenant
from idp.oidc.applications.models import Application
from idp.oidc.ciba.details import TYPES
from idp.oidc.issuer import BACKCHANNEL, address_of


def said_of(tenant: Tenant) -> dict[str, Any]:
    return {
        "backchannel_authentication_endpoint": address_of(tenant, BACKCHANNEL),
        "backchannel_token_delivery_modes_supported": list(Application.Delivery.values),
        "backchannel_user_code_parameter_supported": False,
        "authorization_details_types_supported": list(TYPES),
    }
