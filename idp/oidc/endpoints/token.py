"""The token endpoint: tokens, by one of the grants of the engine (RFC 6749, section 3.2). POST only, no cookie."""

from __future__ import annotations

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc.binding.shown import count_proof, key_shown, require_key
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import authenticate
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.engine.server import ENGINE
from idp.oidc.issuer import TOKEN
from idp.oidc.targets import audience_for


@endpoint("POST", is_for_pages=True)
def token(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    asked = ProgramRequest(request, tenant)
    if not asked.payload.grant_type:
        raise InvalidRequestError("grant_type is missing")
    # Before the transaction: a wrong try is counted, whatever becomes of that.
    application = authenticate(asked).application
    count_proof(request, application)
    asked.key = key_shown(request, tenant, TOKEN)
    require_key(application, asked.key)
    audience_for(application, asked.resource)
    with transaction.atomic():
        # Used, and given anew: both or neither.
        outcome = ENGINE.create_token_response(asked)
    if outcome.error is None:
        return json_answer(outcome.said, headers={"Pragma": "no-cache"})
    if isinstance(outcome.error, InvalidGrantError):
        asked.count_wrong()
    raise outcome.error
