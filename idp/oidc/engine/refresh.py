"""The refresh token grant: each is used once, for the next (RFC 6749, section 6; RFC 9700, section 4.14)."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc6749.grants import RefreshTokenGrant

from accounts.users.models import User
from idp.oidc.binding.held import check_renewing
from idp.oidc.engine.clients import WAYS, Client
from idp.oidc.engine.issuing import response_for, still_good
from idp.oidc.grants.giving import find_refresh_token, keep_refresh_token, use_refresh_token
from idp.oidc.grants.models import RefreshToken


class GivenRefreshToken:
    """A refresh token, as Authlib asks for it."""

    def __init__(self, row: RefreshToken) -> None:
        self.row = row

    def get_scope(self) -> str:
        return self.row.grant.scope

    def check_client(self, client: Client) -> bool:
        """It was looked for among its application's own."""
        return True


class RefreshGrant(RefreshTokenGrant):
    """Authlib checks whose it is and the scope; then it is used, once, and everything behind it looked at again."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS
    INCLUDE_NEW_REFRESH_TOKEN = True
    EXTENSIONS = ()

    def authenticate_refresh_token(self, refresh_token: str) -> GivenRefreshToken | None:
        found = find_refresh_token(self.request.client.application, refresh_token)
        return GivenRefreshToken(found) if found is not None else None

    def authenticate_user(self, refresh_token: GivenRefreshToken) -> User:
        """Use it. Raises InvalidGrantError where it was used before, which ends what came of it."""
        check_renewing(refresh_token.row.grant, self.request)
        use = keep_refresh_token if self._stays else use_refresh_token
        if not use(refresh_token.row):
            raise InvalidGrantError("the refresh token is over")
        self.signed_in = still_good(refresh_token.row.grant)
        return refresh_token.row.grant.user

    def generate_token(self, *, scope: str, **_asked: Any) -> dict[str, Any]:
        grant = self.request.refresh_token.row.grant
        asked = scope.split()
        scopes = tuple(one for one in grant.scopes if one in asked)
        stays = self.request.form["refresh_token"] if self._stays else ""
        return response_for(
            grant, self.signed_in, call=self.request, scopes=scopes, is_first=False, stays=stays
        )

    @property
    def _stays(self) -> bool:
        """FAPI 2.0, section 5.3.2.1: of who shows two keys a refresh token stays the same."""
        return bool(self.request.client.application.keeps_fapi)

    def save_token(self, token: dict[str, Any]) -> None:
        """Kept already, as a digest."""

    def revoke_old_credential(self, refresh_token: GivenRefreshToken) -> None:
        """Used already; it stays, so that it is known as used."""
