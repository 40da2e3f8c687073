"""What an application is told when a session is over (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""

from __future__ import annotations

from uuid import UUID

from accounts import clock
from accounts.secrets import new_secret
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.issuer import issuer_of
from idp.oidc.keys.services import signed
from idp.oidc.subjects.services import subject_of

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KIND = "logout+jwt"
# Two minutes at most, says the standard: a token that was caught signs nobody out tomorrow.
LIFE_SECONDS = 120


def make_logout_token(application: Application, user: User, sid: UUID) -> str:
    """Make one, signed as the application's ID tokens are; it never has a nonce, so it is none of those."""
    now = int(clock.seconds())
    said = {
        "iss": issuer_of(application.tenant),
        "aud": application.client_id,
        "sub": subject_of(application, user.pk),
        "sid": str(sid),
        "iat": now,
        "exp": now + LIFE_SECONDS,
        "jti": new_secret(),
        "events": {EVENT: {}},
    }
    return signed(application.tenant, application.id_token_alg, said, kind=KIND)
