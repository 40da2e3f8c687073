"""The public keys of an organisation's issuer (RFC 7517)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.keys.services import published_keys

# A new key is published for much longer before it signs.
KEPT_SECONDS = 3600


@endpoint("GET", "HEAD", is_for_pages=True)
def jwks(request: HttpRequest, tenant: Tenant) -> HttpResponse:  # noqa: ARG001  as each endpoint is called
    return json_answer(published_keys(tenant), kept_seconds=KEPT_SECONDS)
