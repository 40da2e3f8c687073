"""Userinfo: what an application may know of a person, for an access token (OpenID Connect Core, section 5.3)."""

from __future__ import annotations

from hmac import compare_digest

from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc import claims
from idp.oidc.binding.shown import CHALLENGE, SCHEME, InvalidProof, UseNonce, key_shown
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.programs import FORM, fields_of
from idp.oidc.grants.reading import grant_behind
from idp.oidc.issuer import USERINFO
from idp.oidc.scopes import OPENID, told_by
from idp.oidc.subjects.services import subject_of
from idp.oidc.tokens import key_of, read_access_token

REALM = 'Bearer realm="userinfo"'
BEARER = "bearer"


@endpoint("GET", "POST", is_for_pages=True)
def userinfo(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    scheme, token = _shown(request)
    if scheme not in {BEARER, SCHEME.lower()} or not token:
        return _refused(401, "")
    read = read_access_token(tenant, token)
    try:
        is_right = read is not None and _is_held(request, tenant, scheme, token, key_of(read.claims))
    except (InvalidProof, UseNonce) as wrong:
        return _refused(401, str(wrong.error), scheme=CHALLENGE)
    grant = grant_behind(tenant, read) if read is not None and is_right else None
    if read is None or grant is None:
        return _refused(401, "invalid_token", scheme=REALM if scheme == BEARER else CHALLENGE)
    scopes = str(read.claims.get("scope", "")).split()
    if OPENID not in scopes:
        return _refused(403, "insufficient_scope")
    names = [*told_by(scopes), *grant.claims.get("userinfo", [])]
    return json_answer(
        {**claims.told(grant.user, names), "sub": subject_of(grant.application, grant.user_id)}
    )


def _shown(request: HttpRequest) -> tuple[str, str]:
    """The scheme and token of the header, or of the body (RFC 6750, sections 2.1 and 2.2); never of the address."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    form = fields_of(request) if request.method == "POST" and request.content_type == FORM else {}
    if header and "access_token" in form:
        raise InvalidRequestError("a token is shown in one way at a time")
    if not header:
        return BEARER, form.get("access_token", "")
    scheme, _space, token = header.partition(" ")
    return scheme.lower(), token.strip()


def _is_held(request: HttpRequest, tenant: Tenant, scheme: str, token: str, key: str) -> bool:
    """Is a token that is bound to a key shown with a proof of that key, and one that is not without (RFC 9449, 7.1)?

    Raises InvalidProof and UseNonce.
    """
    if scheme == BEARER:
        return not key
    # A proof is remembered for a while: none is, beside a token that needs none.
    if not key:
        return False
    shown = key_shown(request, tenant, USERINFO, access_token=token)
    return compare_digest(shown, key)


def _refused(status: int, error: str, *, scheme: str = REALM) -> HttpResponse:
    """As RFC 6750, section 3, has it: to whoever shows no token nothing is said but that one is needed."""
    said = f'{scheme}, error="{error}"' if error else f"{REALM}, {CHALLENGE}"
    return json_answer({"error": error} if error else {}, status=status, headers={"WWW-Authenticate": said})
