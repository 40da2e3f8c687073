"""The client credentials grant: a service gets access tokens for itself, and nobody is signed in (RFC 6749, 4.4)."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidScopeError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from idp.oidc.applications.models import Application
from idp.oidc.engine.clients import WAYS
from idp.oidc.targets import audience_for
from idp.oidc.tokens import ACCESS_LIFE_SECONDS, make_service_token, type_of


class ServiceGrant(ClientCredentialsGrant):
    """Authlib asks who it is and whether it may; the token says the service and nobody else. Nothing renews it."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS
    EXTENSIONS = ()

    def generate_token(self, *, scope: str | None, **_asked: Any) -> dict[str, Any]:
        application = self.request.client.application
        scopes = _scopes(application, scope)
        audience = audience_for(application, self.request.resource)
        key = self.request.key
        return {
            "access_token": make_service_token(application, scopes=scopes, audience=audience, key=key),
            "token_type": type_of(key),
            "expires_in": ACCESS_LIFE_SECONDS,
            "scope": " ".join(scopes),
        }

    def save_token(self, token: dict[str, Any]) -> None:
        """Nothing is kept: it is over in five minutes."""


def _scopes(application: Application, asked: str | None) -> tuple[str, ...]:
    """Those of its own that it asks for, all where it asks for none in particular. Raises InvalidScopeError."""
    own = tuple(application.own_scopes)
    if not asked:
        return own
    wanted = asked.split()
    if not {*wanted} <= {*own}:
        raise InvalidScopeError("scope is not one of this service")
    return tuple(scope for scope in own if scope in wanted)
