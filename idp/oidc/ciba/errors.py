"""What an application is told: CIBA Core 1.0, sections 11 and 13, and RFC 9396, section 5. The standards' words."""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error


class UnknownUser(OAuth2Error):
    """Whoever is named cannot be asked by this application: why not, it is not told."""

    error = "unknown_user_id"
    description = "nobody whom this application could ask"


class MissingUserCode(OAuth2Error):
    """Nobody is asked without their code, or whoever is named would have to be: which, it is not told."""

    error = "missing_user_code"
    description = "nobody whom this application could ask without their code"


class InvalidUserCode(OAuth2Error):
    error = "invalid_user_code"
    description = "it is not the code of anybody with this name"


class InvalidBindingMessage(OAuth2Error):
    error = "invalid_binding_message"


class InvalidAuthorizationDetails(OAuth2Error):
    error = "invalid_authorization_details"


class UnmetRequirements(OAuth2Error):
    """What is asked for no phone ever proves (OpenID Connect Core Unmet Authentication Requirements 1.0)."""

    error = "unmet_authentication_requirements"


class AuthorizationPending(OAuth2Error):
    error = "authorization_pending"


class SlowDown(OAuth2Error):
    """It still waits; from now on five seconds more are to be left between two questions."""

    error = "slow_down"


class ExpiredToken(OAuth2Error):
    error = "expired_token"


class AccessDenied(OAuth2Error):
    error = "access_denied"


class TransactionFailed(OAuth2Error):
    """It ended without an answer, before its time: it may be asked once more."""

    error = "transaction_failed"
