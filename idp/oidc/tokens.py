"""ID tokens and access tokens: made, and read.

Access tokens are JWTs (RFC 9068), so that an application's own servers can read them; whoever asks us, at userinfo or
by introspection, hears whether the grant behind one still stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jws, jwt
from joserfc.errors import JoseError

from accounts import clock
from accounts.secrets import digest_of, new_secret
from accounts.sessions.store import latest_end_of_row
from accounts.signin.proven import SignedIn
from accounts.tenants.models import Tenant
from devices.signatures.encoding import encode
from idp.oidc import claims
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.issuer import issuer_of
from idp.oidc.keys.services import ES256, known_key, signed
from idp.oidc.subjects.services import subject_of

ACCESS_LIFE_SECONDS = 300
ID_TOKEN_LIFE_SECONDS = 300
ACCESS_TYPE, ID_TYPE = "at+jwt", "JWT"
# Longer than any of ours, of which the longest tell somebody's groups.
LONGEST_TOKEN = 16 * 1024


@dataclass(frozen=True)
class ReadToken:
    """A token of this organisation's: which grant is behind it, and what it says."""

    grant_id: UUID
    claims: dict[str, Any]


def make_access_token(
    grant: Grant, signed_in: SignedIn, *, scopes: tuple[str, ...], key: str = "", audience: str = ""
) -> str:
    """Make one for these scopes of the grant, good for five minutes at most.

    `key` names the key that it is bound to, if any; `audience` whom it is for, "" for our issuer.
    """
    tenant = grant.application.tenant
    now = int(clock.seconds())
    said = {
        "iss": issuer_of(tenant),
        "aud": audience or issuer_of(tenant),
        "sub": subject_of(grant.application, grant.user_id),
        "client_id": grant.application.client_id,
        "iat": now,
        "exp": _end(grant, now, ACCESS_LIFE_SECONDS),
        # Nobody needs to look for the grant behind it.
        "jti": f"{grant.pk.hex}.{new_secret()}",
        "scope": " ".join(scopes),
        **bound_to(key),
        # RFC 9396, section 9.1.
        **({"authorization_details": grant.details} if grant.details else {}),
        **_of_session(grant, signed_in),
    }
    return signed(tenant, ES256, said, kind=ACCESS_TYPE)


def make_id_token(grant: Grant, signed_in: SignedIn, *, access_token: str) -> str:
    """Make one, by the algorithm that the application wants; it says of the session what that proved, and no more."""
    application = grant.application
    now = int(clock.seconds())
    said = {
        **claims.told(grant.user, grant.claims.get("id_token", [])),
        "iss": issuer_of(application.tenant),
        "aud": application.client_id,
        "sub": subject_of(grant.application, grant.user_id),
        "iat": now,
        "exp": now + ID_TOKEN_LIFE_SECONDS,
        "at_hash": _half_digest(access_token),
        **({"nonce": grant.nonce} if grant.nonce else {}),
        **_of_session(grant, signed_in),
        **_end_of_session(grant),
    }
    return signed(application.tenant, application.id_token_alg, said, kind=ID_TYPE)


def make_service_token(application: Application, *, scopes: tuple[str, ...], audience: str, key: str) -> str:
    """Make one that says a service and nobody else (RFC 9068, section 2.2); no grant is behind it."""
    now = int(clock.seconds())
    said = {
        "iss": issuer_of(application.tenant),
        "aud": audience,
        "sub": application.client_id,
        "client_id": application.client_id,
        "iat": now,
        "exp": now + ACCESS_LIFE_SECONDS,
        "jti": new_secret(),
        "scope": " ".join(scopes),
        **bound_to(key),
    }
    return signed(application.tenant, ES256, said, kind=ACCESS_TYPE)


def is_of_service(said: dict[str, Any]) -> bool:
    """Does a token say a service, and nobody else?"""
    return "client_id" in said and said.get("sub") == said["client_id"]


def bound_to(key: str) -> dict[str, Any]:
    """What a token says that is bound to a key (RFC 9449, section 6.1)."""
    return {"cnf": {"jkt": key}} if key else {}


def key_of(said: dict[str, Any]) -> str:
    """The name of the key that a token of ours is bound to; "" for none."""
    return str(said.get("cnf", {}).get("jkt", ""))


def type_of(key: str) -> str:
    """How a token is shown that is bound to this key."""
    return "DPoP" if key else "Bearer"


def read_access_token(tenant: Tenant, text: str) -> ReadToken | None:
    """Return what an access token says that is for this organisation's issuer; None of any other text."""
    read = read_for_anybody(tenant, text)
    return read if read is not None and read.claims.get("aud") == issuer_of(tenant) else None


def read_claims(tenant: Tenant, text: str) -> dict[str, Any] | None:
    """Return what an access token of this organisation says, whomever it is for; None of one that is over."""
    said = _read(tenant, text, kind=ACCESS_TYPE)
    return said if said is not None and _lasts(said) else None


def read_for_anybody(tenant: Tenant, text: str) -> ReadToken | None:
    """Return what it says where a grant is behind it, whomever it is for: to tell of it, not to be told by it."""
    said = read_claims(tenant, text)
    if said is None:
        return None
    grant_id, _dot, _random = str(said.get("jti", "")).partition(".")
    try:
        return ReadToken(UUID(hex=grant_id), said)
    except ValueError:
        return None


def read_id_token(tenant: Tenant, text: str) -> dict[str, Any] | None:
    """Return what an ID token of this organisation said, however long ago: it only reminds of a session."""
    return _read(tenant, text, kind=ID_TYPE)


def _of_session(grant: Grant, signed_in: SignedIn) -> dict[str, Any]:
    return {
        "auth_time": signed_in.auth_time,
        "acr": signed_in.acr,
        "amr": list(signed_in.amr),
        **({"sid": str(grant.sid)} if grant.sid is not None else {}),
    }


def _end_of_session(grant: Grant) -> dict[str, int]:
    """Until when its session lasts at the most (OpenID Connect Enterprise Extensions 1.0); of none, nothing."""
    if grant.session is None:
        return {}
    return {"session_expiry": int(latest_end_of_row(grant.session, grant.user).timestamp())}


def _end(grant: Grant, now: int, life_seconds: int) -> int:
    return min(now + life_seconds, int(grant.ends_at.timestamp()))


def _lasts(said: dict[str, Any]) -> bool:
    end = said.get("exp")
    return isinstance(end, int) and end > clock.seconds()


def _read(tenant: Tenant, text: str, *, kind: str) -> dict[str, Any] | None:
    """The algorithm is that of the key, whatever the token says of itself (RFC 8725, section 3.1)."""
    if len(text) > LONGEST_TOKEN:
        return None
    try:
        header = jws.extract_compact(text.encode()).headers()
        known = known_key(tenant, _text(header.get("kid")))
        if known is None or header.get("typ") != kind:
            return None
        algorithm, key = known
        said = jwt.decode(text, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError):
        return None
    return said if said.get("iss") == issuer_of(tenant) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value.isascii() and "\0" not in value else ""


def _half_digest(token: str) -> str:
    """The left half of SHA-256, by which an ID token names the access token it came with."""
    half = bytes.fromhex(digest_of(token))[:16]
    return encode(half)
