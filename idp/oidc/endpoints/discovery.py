"""What an organisation's issuer can do, for programs that look (OpenID Connect Discovery 1.0, RFC 8414)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc.applications.models import Application
from idp.oidc.asking.acr import LEVELS
from idp.oidc.asking.parameters import MODES, PROMPTS
from idp.oidc.ciba.metadata import said_of as said_of_ciba
from idp.oidc.documents.models import DocumentHost
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import WAYS
from idp.oidc.engine.server import GRANTS
from idp.oidc.issuer import (
    AUTHORIZE,
    DEVICE_AUTHORIZATION,
    INTROSPECT,
    JWKS,
    LOG_OUT,
    PAR,
    REVOKE,
    TOKEN,
    USERINFO,
    address_of,
    issuer_of,
)
from idp.oidc.keys.services import ALGORITHMS
from idp.oidc.scopes import NAMES, SCOPES
from idp.oidc.signed.keys import ALGORITHMS as SIGNED_BY
from idp.oidc.signed.keys import STRONG_ALGORITHMS

KEPT_SECONDS = 300
SIGNED_ALIKE = [
    f"{name}_endpoint_auth_signing_alg_values_supported" for name in ("token", "revocation", "introspection")
]


@endpoint("GET", "HEAD", is_for_pages=True)
def discovery(request: HttpRequest, tenant: Tenant) -> HttpResponse:  # noqa: ARG001  as each endpoint is called
    with_proof = [way for way in WAYS if way != "none"]
    said = {
        "issuer": issuer_of(tenant),
        "authorization_endpoint": address_of(tenant, AUTHORIZE),
        "pushed_authorization_request_endpoint": address_of(tenant, PAR),
        "require_pushed_authorization_requests": False,
        "token_endpoint": address_of(tenant, TOKEN),
        "userinfo_endpoint": address_of(tenant, USERINFO),
        "jwks_uri": address_of(tenant, JWKS),
        "revocation_endpoint": address_of(tenant, REVOKE),
        "introspection_endpoint": address_of(tenant, INTROSPECT),
        "device_authorization_endpoint": address_of(tenant, DEVICE_AUTHORIZATION),
        "end_session_endpoint": address_of(tenant, LOG_OUT),
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
        "response_types_supported": ["code"],
        "response_modes_supported": list(MODES),
        "grant_types_supported": [grant.GRANT_TYPE for grant in GRANTS],
        "subject_types_supported": list(Application.SubjectType.values),
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": list(SCOPES),
        "claims_supported": ["sub", "auth_time", "acr", "amr", "sid", "session_expiry", *NAMES],
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "request_object_signing_alg_values_supported": list(STRONG_ALGORITHMS),
        "require_signed_request_object": False,
        "request_uri_parameter_supported": False,
        "acr_values_supported": list(LEVELS),
        "prompt_values_supported": list(PROMPTS),
        "ui_locales_supported": [code for code, _name in settings.LANGUAGES],
        "dpop_signing_alg_values_supported": list(STRONG_ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": list(WAYS),
        "revocation_endpoint_auth_methods_supported": list(WAYS),
        "introspection_endpoint_auth_methods_supported": with_proof,
        **{name: list(SIGNED_BY) for name in SIGNED_ALIKE},
        "client_id_metadata_document_supported": DocumentHost.objects.filter(tenant=tenant).exists(),
        "authorization_response_iss_parameter_supported": True,
        **said_of_ciba(tenant),
    }
    return json_answer(said, kept_seconds=KEPT_SECONDS)
