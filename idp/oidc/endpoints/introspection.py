"""Introspection (RFC 7662): does a token stand, for applications that can show who they are."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc.applications.models import Application
from idp.oidc.applications.using import application_in
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import authenticate_with_secret
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.grants.giving import find_refresh_token
from idp.oidc.grants.models import Grant
from idp.oidc.grants.reading import grant_behind, unused
from idp.oidc.issuer import issuer_of
from idp.oidc.subjects.services import knows_username, subject_of
from idp.oidc.targets import is_for
from idp.oidc.tokens import is_of_service, key_of, read_claims, read_for_anybody, type_of

NOT_ACTIVE = {"active": False}


@endpoint("POST")
def introspection(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """An access token is for whichever server of the organisation it was sent to; a refresh token for its own alone."""
    asked = ProgramRequest(request, tenant)
    application = authenticate_with_secret(asked).application
    if "token" not in asked.form:
        raise InvalidRequestError("token is missing")
    text = asked.form["token"]
    found = (
        _of_access_token(tenant, text) or _of_service(tenant, text) or _of_refresh_token(application, text)
    )
    return json_answer(found if found and _may_hear(application, found) else NOT_ACTIVE)


def _may_hear(application: Application, found: dict[str, Any]) -> bool:
    """May it hear of this token? One that is not the organisation's own, of what it was given itself alone.

    Of anybody else's sign-in to something else it was allowed to know nothing (RFC 7662, section 5).
    """
    return application.is_own or found["client_id"] == application.client_id


def _of_access_token(tenant: Tenant, text: str) -> dict[str, Any] | None:
    read = read_for_anybody(tenant, text)
    grant = grant_behind(tenant, read) if read is not None else None
    if read is None or grant is None or not is_for(grant.application, read.claims.get("aud")):
        return None
    return {
        **read.claims,
        "active": True,
        "token_type": type_of(key_of(read.claims)),
        **_username(grant),
    }


def _of_service(tenant: Tenant, text: str) -> dict[str, Any] | None:
    """A token that a service has for itself stands as long as the service does."""
    said = read_claims(tenant, text)
    if said is None or not is_of_service(said):
        return None
    application = application_in(tenant, str(said["client_id"]))
    if application is None or not application.is_service or not is_for(application, said.get("aud")):
        return None
    return {**said, "active": True, "token_type": type_of(key_of(said))}


def _of_refresh_token(application: Application, text: str) -> dict[str, Any] | None:
    row = unused(application, find_refresh_token(application, text))
    if row is None:
        return None
    return {
        "active": True,
        "iss": issuer_of(application.tenant),
        "client_id": application.client_id,
        "sub": subject_of(application, row.grant.user_id),
        **_username(row.grant),
        "scope": row.grant.scope,
        "exp": int(min(row.until, row.grant.ends_at).timestamp()),
    }


def _username(grant: Grant) -> dict[str, str]:
    """Whom an application knows by a name of its own, it and others are told no other of (section 8.1)."""
    is_known = knows_username(grant.application, grant.scopes)
    return {"username": grant.user.username} if is_known else {}
