"""What discovery says of it (CIBA Core 1.0, section 4; RFC 9396, section 10)."""

from __future__ import annotations

from typing import Any

from accounts.tenants.models import Tenant
from devices.phones.settings import UserCodes
from idp.oidc.applications.models import Application
from idp.oidc.ciba.codes.services import mode_of
from idp.oidc.ciba.details import TYPES
from idp.oidc.issuer import BACKCHANNEL, address_of
from idp.oidc.signed.keys import STRONG_ALGORITHMS


def said_of(tenant: Tenant) -> dict[str, Any]:
    return {
        "backchannel_authentication_endpoint": address_of(tenant, BACKCHANNEL),
        "backchannel_token_delivery_modes_supported": list(Application.Delivery.values),
        "backchannel_authentication_request_signing_alg_values_supported": list(STRONG_ALGORITHMS),
        "backchannel_user_code_parameter_supported": mode_of(tenant) != UserCodes.OFF,
        "authorization_details_types_supported": list(TYPES),
    }
