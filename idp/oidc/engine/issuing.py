"""What a token response says: the tokens of a grant, for all of its scopes or some."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError

from accounts.incidents import tell_refused
from accounts.signin.proven import SignedIn
from idp.oidc.binding.held import bind
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.grants.giving import give_refresh_token
from idp.oidc.grants.models import Grant
from idp.oidc.grants.standing import look_again, signed_in_of, standing_of
from idp.oidc.scopes import OPENID
from idp.oidc.targets import audience_for
from idp.oidc.tokens import ACCESS_LIFE_SECONDS, make_access_token, make_id_token, type_of


def still_good(grant: Grant) -> SignedIn:
    """Return what was proven for this grant, which stands as it was just read. Raises InvalidGrantError where not."""
    # Whoever ended it may have done so while this request waited for its turn.
    look_again(grant)
    standing = standing_of(grant)
    signed_in = signed_in_of(grant)
    if not standing.is_good or signed_in is None:
        tell_refused("refused grant", grant.application.client_id, standing.reason)
        raise InvalidGrantError("it is over")
    return signed_in


def response_for(
    grant: Grant,
    signed_in: SignedIn,
    *,
    call: ProgramRequest,
    scopes: tuple[str, ...],
    is_first: bool,
    stays: str = "",
) -> dict[str, Any]:
    """Make the tokens, and return them as an application reads them. Only the first ID token has the nonce (12.2).

    They are bound to the key that the call shows, if it shows one. `stays` is a refresh token that is not replaced.
    """
    bind(grant, call.key)
    audience = audience_for(grant.application, call.resource, granted=grant.resource)
    access_token = make_access_token(grant, signed_in, scopes=scopes, key=call.key, audience=audience)
    said: dict[str, Any] = {
        "access_token": access_token,
        "token_type": type_of(call.key),
        "expires_in": ACCESS_LIFE_SECONDS,
        "scope": " ".join(scopes),
        **_beside(grant, stays),
    }
    if OPENID in scopes:
        if not is_first:
            grant.nonce = ""
        said["id_token"] = make_id_token(grant, signed_in, access_token=access_token)
    return said


def _beside(grant: Grant, stays: str) -> dict[str, Any]:
    """What renews it; or what exactly was agreed to, which was agreed to once (RFC 9396, section 7)."""
    if grant.details:
        return {"authorization_details": grant.details}
    # What came of no session of a browser ends with none: it is renewed where it may stay (offline_access).
    if grant.sid is None and not grant.stays:
        return {}
    return {"refresh_token": stays or give_refresh_token(grant)}
