"""What a token is, to whoever holds it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from idp.rest.calls import Call
from idp.rest.messages import responses


class Me(Call):
    @extend_schema(operation_id="read_me", request=None, responses={200: responses.Me})
    def get(self, request: Request) -> Response:
        """Which key this is, of which organisation, and what it may do. Takes no scope."""
        return Response(
            {
                "name": self.token.name,
                "organisation": {"id": self.tenant.pk, "name": self.tenant.name},
                "scopes": self.token.scopes,
                "made_by": self.maker.username,
                "ends_at": self.token.ends_at,
            }
        )
