"""What an application is told when a session is over (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""

from __future__ import annotations

from accounts import clock
from accounts.secrets import new_secret
from idp.oidc.issuer import issuer_of
from idp.oidc.keys.services import signed
from idp.oidc.leaving.models import LogoutNotice

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KIND = "logout+jwt"
# Two minutes at most, says the standard: a token that was caught signs nobody out tomorrow.
LIFE_SECONDS = 120


def make_logout_token(notice: LogoutNotice) -> str:
    """Make one, signed as the application's ID tokens are; it never has a nonce, so it is none of those."""
    now = int(clock.seconds())
    said = {
        "iss": issuer_of(notice.tenant),
        "aud": notice.client_id,
        "sub": notice.subject,
        "sid": str(notice.sid),
        "iat": now,
        "exp": now + LIFE_SECONDS,
        "jti": new_secret(),
        "events": {EVENT: {}},
    }
    return signed(notice.tenant, notice.algorithm, said, kind=KIND)
