"""The device authorization grant, as the token endpoint sees it (RFC 8628, sections 3.4 and 3.5)."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidGrantError, UnauthorizedClientError
from authlib.oauth2.rfc8628 import (
    AuthorizationPendingError,
    DeviceCodeGrant,
    ExpiredTokenError,
    SlowDownError,
)

from accounts import clock
from accounts.users.models import User
from idp.oidc.engine.clients import WAYS
from idp.oidc.engine.issuing import response_for, still_good
from idp.oidc.grants.giving import redeem
from idp.oidc.screens.asking import find_by_device_code
from idp.oidc.screens.models import ScreenRequest
from idp.oidc.screens.polling import is_in_time


class GivenDeviceCode:
    """A request of a screen, as Authlib asks for it."""

    def __init__(self, row: ScreenRequest, client_id: str) -> None:
        self.row = row
        self.client_id = client_id

    def get_client_id(self) -> str:
        """Its own: it was looked for among its application's."""
        return self.client_id

    def get_scope(self) -> str:
        return self.row.scope


class ScreenGrant(DeviceCodeGrant):
    """Authlib finds it; whether somebody has answered is ours, and then it is used, once, and looked at again."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS
    EXTENSIONS = ()

    def query_device_credential(self, device_code: str) -> GivenDeviceCode:
        application = self.request.client.application
        if not application.is_for_screens:
            raise UnauthorizedClientError("this application is not for screens")
        found = find_by_device_code(application, device_code)
        if found is None:
            raise InvalidGrantError("there is no such device_code")
        return GivenDeviceCode(found, application.client_id)

    def validate_device_credential(self, credential: GivenDeviceCode) -> User:
        """Return who let the screen in. Raises what RFC 8628 has for every other case."""
        row = credential.row
        is_over = row.until <= clock.now()
        if (row.answer and row.grant is None) or row.answer == ScreenRequest.Answer.DENIED:
            raise AccessDeniedError("somebody said no")
        if row.grant is None:
            raise ExpiredTokenError() if is_over else _not_yet(row)
        if is_over and row.grant.redeemed_at is None:
            raise ExpiredTokenError()
        if not redeem(row.grant):
            raise InvalidGrantError("the device_code is over")
        self.signed_in = still_good(row.grant)
        return row.grant.user

    def generate_token(self, **_asked: Any) -> dict[str, Any]:
        grant = self.request.credential.row.grant
        return response_for(grant, self.signed_in, call=self.request, scopes=grant.scopes, is_first=True)

    def save_token(self, token: dict[str, Any]) -> None:
        """Kept already, as digests."""


def _not_yet(row: ScreenRequest) -> AuthorizationPendingError | SlowDownError:
    return AuthorizationPendingError() if is_in_time(row) else SlowDownError()
