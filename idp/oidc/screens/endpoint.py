"""The device authorization endpoint: a screen asks for its codes (RFC 8628, section 3.1). POST only, no cookie."""

from __future__ import annotations

from authlib.oauth2.rfc6749 import InvalidScopeError, UnauthorizedClientError
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import authenticate
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.issuer import SCREEN, address_of
from idp.oidc.scopes import OPENID, SCOPES
from idp.oidc.screens.asking import LIFE, ask
from idp.oidc.screens.codes import grouped
from idp.oidc.screens.models import PACE


@endpoint("POST")
def device_authorization(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Only an application that was added for screens may ask: of any other nobody expects it (RFC 10027)."""
    asked = ProgramRequest(request, tenant)
    application = authenticate(asked).application
    if not application.is_for_screens:
        raise UnauthorizedClientError("this application was not added for screens")
    wanted = asked.form.get("scope", "").split()
    if OPENID not in wanted:
        raise InvalidScopeError("scope must have openid")
    made = ask(application, request, scopes=tuple(scope for scope in SCOPES if scope in wanted))
    page = address_of(tenant, SCREEN)
    said = {
        "device_code": made.device_code,
        "user_code": made.code.shown,
        "verification_uri": page,
        # Without the number: that is read off the screen.
        "verification_uri_complete": f"{page}?user_code={grouped(made.code.letters)}",
        "expires_in": int(LIFE.total_seconds()),
        "interval": int(PACE.total_seconds()),
    }
    return json_answer(said)
