"""From the header of a call to the API token that it shows; whether that counts is accounts.api_tokens.calling."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.api_tokens.calling import token_shown
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.refusals import UnusableToken
from accounts.throttle.counting import count
from accounts.users.places import client_address
from accounts.users.strangers import networks_of

SCHEME = "bearer"
WRONG_PER_MINUTE = 20


class TokenAuthentication(BaseAuthentication):
    """The call is made by an API token: `request.auth` is that token."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken]:
        """No user is set: a script is not a person."""
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        shown = secret.strip() if scheme.lower() == SCHEME else ""
        try:
            return None, token_shown(shown, address=client_address(request._request))
        except UnusableToken:
            # Only what is wrong counts: a neighbour's broken script keeps nobody else out.
            count(*networks_of(request._request, "unusable API token", a_minute=WRONG_PER_MINUTE))
            raise
