"""The CIBA grant at the token endpoint (CIBA Core 1.0, section 10.1)."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, UnauthorizedClientError
from authlib.oauth2.rfc6749.grants import BaseGrant, TokenEndpointMixin

from idp.oidc.ciba.redeeming import find, receipt_for, redeem
from idp.oidc.engine.clients import WAYS
from idp.oidc.engine.issuing import response_for, still_good


class CibaGrant(BaseGrant, TokenEndpointMixin):
    """An application that may ask phones asks what became of one question; it gets tokens for a yes, once."""

    GRANT_TYPE = "urn:openid:params:grant-type:ciba"
    TOKEN_ENDPOINT_AUTH_METHODS = WAYS
    EXTENSIONS = ()

    def validate_token_request(self) -> None:
        client = self.authenticate_token_endpoint_client()
        self.request.client = client
        if not client.application.may_ask:
            raise UnauthorizedClientError()
        auth_req_id = self.request.form.get("auth_req_id", "")
        if not auth_req_id:
            raise InvalidRequestError("auth_req_id is missing")
        found = find(client.application, auth_req_id)
        if found is None:
            raise InvalidGrantError("there is no such auth_req_id of this client")
        self.asked = found

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        grant = redeem(self.asked)
        signed_in = still_good(grant)
        said = response_for(grant, signed_in, call=self.request, scopes=grant.scopes, is_first=True)
        return 200, {**said, **receipt_for(self.asked)}, self.TOKEN_RESPONSE_HEADER
