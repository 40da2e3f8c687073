"""The answer to a try: redeemed as a code is, looked at as a library does, and ended: what is shown opens nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2 import OAuth2Error
from django.db import transaction
from django.http import HttpRequest
from joserfc import jws

from idp.oidc.applications.models import Application
from idp.oidc.endpoints.userinfo import userinfo
from idp.oidc.engine.clients import NONE, Client
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.engine.server import ENGINE, Outcome
from idp.oidc.grants.ending import end
from idp.oidc.grants.reading import given_by
from idp.oidc.issuer import issuer_of
from idp.oidc.tokens import read_access_token, read_id_token
from idp.oidc.trying.beginning import Try, take

# Errors of ours beside the standards': there was no such try, and what came back was not of it.
OVER, NOT_OURS = "over", "not_ours"


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token that was read: what its header and what itself says."""

    header: dict[str, Any]
    said: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a try. `error` "" where it went well; else the standards' word for it, or one of ours."""

    error: str = ""
    description: str = ""
    id_token: Token | None = None
    access_token: Token | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    scope: str = ""


def answered(request: HttpRequest, application: Application) -> Tried:
    """Say what came of the try whose answer stands in this address."""
    given = {
        name: request.GET.get(name, "") for name in ("state", "iss", "code", "error", "error_description")
    }
    one = take(request, application, state=given["state"])
    if one is None:
        return Tried(error=OVER)
    if given["iss"] != issuer_of(application.tenant):
        return Tried(error=NOT_OURS)
    if given["error"]:
        return Tried(error=given["error"], description=given["error_description"])
    return _redeemed(request, application, one, given["code"])


def _redeemed(request: HttpRequest, application: Application, one: Try, code: str) -> Tried:
    fields = {
        "grant_type": "authorization_code",
        "client_id": application.client_id,
        "code": code,
        "redirect_uri": one.redirect_uri,
        "code_verifier": one.verifier,
    }
    try:
        said = _tokens(request, application, fields)
    except OAuth2Error as error:
        return Tried(error=str(error.error), description=str(error.description))
    try:
        return _read(request, application, one, said)
    finally:
        _end(application, said["access_token"])


def _tokens(request: HttpRequest, application: Application, fields: dict[str, str]) -> dict[str, Any]:
    """As the token endpoint answers, but that nobody shows a secret: whoever may change the application tries it."""
    asked = ProgramRequest(_call(request), application.tenant, fields=fields)
    asked.client, asked.auth_method = Client(application), NONE
    with transaction.atomic():
        outcome: Outcome = ENGINE.create_token_response(asked)
    if outcome.error is not None:
        raise outcome.error
    return outcome.said


def _read(request: HttpRequest, application: Application, one: Try, said: dict[str, Any]) -> Tried:
    """What a library makes sure of is made sure of: whose they are, for whom, and that they are of this try."""
    tenant = application.tenant
    access, told = read_access_token(tenant, said["access_token"]), read_id_token(tenant, said["id_token"])
    if access is None or told is None or told["aud"] != application.client_id or told["nonce"] != one.nonce:
        return Tried(error=NOT_OURS)
    about = userinfo(_call(request, bearer=said["access_token"]), tenant.slug)
    return Tried(
        id_token=Token(header=_header(said["id_token"]), said=told),
        access_token=Token(header=_header(said["access_token"]), said=access.claims),
        userinfo=json.loads(about.content),
        scope=said["scope"],
    )


def _end(application: Application, access_token: str) -> None:
    read = read_access_token(application.tenant, access_token)
    grant = given_by(application.tenant, read) if read is not None else None
    if grant is not None:
        end(grant)


def _call(request: HttpRequest, *, bearer: str = "") -> HttpRequest:
    """A call as an application's server makes it, from where this browser is."""
    call = HttpRequest()
    call.method = "GET"
    call.META = {"REMOTE_ADDR": request.META.get("REMOTE_ADDR", "")}
    if bearer:
        call.META["HTTP_AUTHORIZATION"] = f"Bearer {bearer}"
    return call


def _header(token: str) -> dict[str, Any]:
    return dict(jws.extract_compact(token.encode()).headers())
