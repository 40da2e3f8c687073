"""Revocation (RFC 7009): what an application was given for one sign-in ends, by any token of it."""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc.applications.models import Application
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import authenticate
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.grants.ending import end
from idp.oidc.grants.giving import find_refresh_token
from idp.oidc.grants.models import Grant
from idp.oidc.grants.reading import given_by
from idp.oidc.tokens import is_of_service, read_claims, read_for_anybody


@endpoint("POST", is_for_pages=True)
def revocation(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """The answer is the same whether there was anything to end: another application's token is none to this one."""
    asked = ProgramRequest(request, tenant)
    application = authenticate(asked).application
    if "token" not in asked.form:
        raise InvalidRequestError("token is missing")
    grant = _grant_of(application, asked.form["token"])
    if grant is not None:
        end(grant)
    elif is_of_service(read_claims(tenant, asked.form["token"]) or {}):
        # Nothing is kept of it that could be ended: it is over in five minutes (RFC 7009, section 2.2.1).
        raise OAuth2Error(error="unsupported_token_type", description="it is over in minutes by itself")
    return json_answer({})


def _grant_of(application: Application, text: str) -> Grant | None:
    row = find_refresh_token(application, text)
    if row is not None:
        return row.grant
    read = read_for_anybody(application.tenant, text)
    grant = given_by(application.tenant, read) if read is not None else None
    return grant if grant is not None and grant.application == application else None
