"""What an application is told that asks for what cannot be: the standards' words."""

from __future__ import annotations

INVALID_REQUEST, INVALID_SCOPE = "invalid_request", "invalid_scope"
UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"
REQUEST_URI_NOT_SUPPORTED = "request_uri_not_supported"
ACCESS_DENIED, TEMPORARILY_UNAVAILABLE = "access_denied", "temporarily_unavailable"
LOGIN_REQUIRED, INTERACTION_REQUIRED = "login_required", "interaction_required"
CONSENT_REQUIRED = "consent_required"
# RFC 9101, section 7.
INVALID_REQUEST_OBJECT = "invalid_request_object"
# RFC 8707.
INVALID_TARGET = "invalid_target"
# OpenID Connect Core Unmet Authentication Requirements 1.0.
UNMET = "unmet_authentication_requirements"


class CannotAsk(Exception):
    """The application hears it at its redirect address: `error`, and a sentence for whoever develops it."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
