"""Whom an access token is for: our issuer, or one of the resource servers that are written down for an application.

The standard's `resource` (RFC 8707), one at a time: a token for two servers could be carried by one to the other.
"""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error

from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import INVALID_TARGET, CannotAsk
from idp.oidc.asking.parameters import AuthorizationRequest
from idp.oidc.issuer import issuer_of


class InvalidTarget(OAuth2Error):
    """RFC 8707, section 2."""

    error = INVALID_TARGET


def audience_for(application: Application, asked: str, *, granted: str = "") -> str:
    """Return whom a token is for that is asked for `asked`, "" for nobody in particular. Raises InvalidTarget.

    `granted`: what was asked for when somebody signed in; a token for another server comes of another sign-in.
    """
    wanted = asked or granted
    if not wanted:
        return issuer_of(application.tenant)
    if wanted not in application.resources or (granted and wanted != granted):
        raise InvalidTarget(description="resource is not one of this application, or of this sign-in")
    return wanted


def check_target(application: Application, wanted: AuthorizationRequest) -> AuthorizationRequest:
    """Return the request as it was read. Raises CannotAsk where its `resource` is none of the application's."""
    if wanted.resource and wanted.resource not in application.resources:
        raise CannotAsk(INVALID_TARGET, "resource is not one of this application")
    return wanted


def is_for(application: Application, audience: object) -> bool:
    """Is a token of the application for somebody whom it may still be for?"""
    return audience == issuer_of(application.tenant) or audience in application.resources
