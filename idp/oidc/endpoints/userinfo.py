"""Userinfo: what an application may know of a person, for an access token (OpenID Connect Core, section 5.3)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from idp.oidc import claims
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.grants.reading import grant_behind
from idp.oidc.scopes import OPENID, told_by
from idp.oidc.subjects.services import subject_of
from idp.oidc.tokens import read_access_token

REALM = 'Bearer realm="userinfo"'


@endpoint("GET", "POST", is_for_pages=True)
def userinfo(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return _refused(401, "")
    read = read_access_token(tenant, token.strip())
    grant = grant_behind(tenant, read) if read is not None else None
    if read is None or grant is None:
        return _refused(401, "invalid_token")
    scopes = str(read.claims.get("scope", "")).split()
    if OPENID not in scopes:
        return _refused(403, "insufficient_scope")
    names = [*told_by(scopes), *grant.claims.get("userinfo", [])]
    return json_answer(
        {**claims.told(grant.user, names), "sub": subject_of(grant.application, grant.user_id)}
    )


def _refused(status: int, error: str) -> HttpResponse:
    """As RFC 6750, section 3, has it: to whoever shows no token nothing is said but that one is needed."""
    said = f'{REALM}, error="{error}"' if error else REALM
    return json_answer({"error": error} if error else {}, status=status, headers={"WWW-Authenticate": said})
