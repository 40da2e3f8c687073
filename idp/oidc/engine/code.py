"""The authorization code grant, with PKCE by S256 for everybody (RFC 6749, section 4.1; RFC 7636)."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7636.challenge import compare_s256_code_challenge

from accounts.users.models import User
from idp.oidc.binding.held import check_code
from idp.oidc.engine.clients import WAYS, Client
from idp.oidc.engine.issuing import response_for, still_good
from idp.oidc.grants.giving import find_code, redeem
from idp.oidc.grants.models import Grant


class GivenCode:
    """A grant, as Authlib asks for a code."""

    def __init__(self, grant: Grant) -> None:
        self.grant = grant
        self.code_challenge = grant.code_challenge
        self.code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.grant.redirect_uri

    def get_scope(self) -> str:
        return self.grant.scope


class S256(CodeChallenge):
    """A verifier is asked of everybody, and no other way of deriving it is known."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)
    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    CODE_CHALLENGE_METHODS = {"S256": compare_s256_code_challenge}


class CodeGrant(AuthorizationCodeGrant):
    """Authlib checks the redirect address and the verifier; then the code is used, once, and looked at again."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS
    EXTENSIONS = (S256(required=True),)

    def query_authorization_code(self, code: str, client: Client) -> GivenCode | None:
        found = find_code(client.application, code)
        return GivenCode(found) if found is not None else None

    def authenticate_user(self, authorization_code: GivenCode) -> User:
        """Use the code. Raises InvalidGrantError where it was used before, which ends what came of it."""
        grant = authorization_code.grant
        check_code(grant, self.request)
        if not redeem(grant):
            raise InvalidGrantError("the code is over")
        self.signed_in = still_good(grant)
        return grant.user

    def generate_token(self, **_asked: Any) -> dict[str, Any]:
        grant = self.request.authorization_code.grant
        return response_for(grant, self.signed_in, call=self.request, scopes=grant.scopes, is_first=True)

    def save_token(self, token: dict[str, Any]) -> None:
        """Kept already, as digests."""

    def delete_authorization_code(self, authorization_code: GivenCode) -> None:
        """Used already; it stays, so that it is known as used."""
