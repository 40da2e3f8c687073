"""The audit log of the organisation, the latest first."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.users.roles import Act
from idp.portal.logs.audit.asked import asked_by, events_of, page_of
from idp.portal.logs.audit.export import written
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.messages.asked import AskedEvents, as_a_page_asks


class Events(Call):
    @extend_schema(
        operation_id="list_events",
        parameters=[AskedEvents],
        request=None,
        responses={200: responses.Events},
    )
    def get(self, request: Request) -> Response:
        """What happened, the latest first, fifty at a time. Takes `audit:read`."""
        self.allow(Act.SEE_LOG)
        said = as_a_page_asks(self.question(AskedEvents))
        # Whoever made it may see several organisations' logs, a token sees one.
        asked = asked_by({**said, "organisation": str(self.tenant.pk)})
        found, is_more = page_of(events_of(asked, asker=self.maker), asked)
        following = str(found[-1].pk) if is_more else None
        return Response({"events": list(written(found)), "next": following})
