"""The engine of one organisation: which grants there are, and who calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer

from idp.oidc.ciba.grant import CibaGrant
from idp.oidc.engine.clients import Client, authenticate
from idp.oidc.engine.code import CodeGrant
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.engine.refresh import RefreshGrant
from idp.oidc.engine.screen import ScreenGrant
from idp.oidc.engine.service import ServiceGrant

GRANTS = (CodeGrant, RefreshGrant, CibaGrant, ScreenGrant, ServiceGrant)


@dataclass(frozen=True)
class Outcome:
    """What came of it: what is said to the application, or why not."""

    said: dict[str, Any]
    error: OAuth2Error | None = None


class Engine(AuthorizationServer):
    """Authlib's. It holds nothing of a request, so one is enough."""

    def __init__(self) -> None:
        super().__init__()
        for grant in GRANTS:
            self.register_grant(grant, grant.EXTENSIONS)

    def create_oauth2_request(self, request: ProgramRequest) -> ProgramRequest:
        return request

    def authenticate_client(
        self, request: ProgramRequest, methods: Sequence[str], endpoint: str = "token"
    ) -> Client:
        """Who has shown who they are already is not asked twice."""
        return request.client or authenticate(request)

    def handle_response(self, status: int, body: dict[str, Any], headers: Any) -> Outcome:
        return Outcome(body)

    def handle_error_response(self, request: ProgramRequest, error: OAuth2Error) -> Outcome:
        """Not raised: what was ended for it stays so, whatever is rolled back for errors."""
        return Outcome({}, error)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


ENGINE = Engine()
