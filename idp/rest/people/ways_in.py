"""What one person signs in with: listed, and one of it removed. Whichever method brings it."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import NotYours
from accounts.users.roles import Act
from idp.portal.areas import ways_in
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.people.found import person_for


class WaysIn(Call):
    @extend_schema(operation_id="list_ways_in", request=None, responses={200: responses.WaysIn})
    def get(self, request: Request, person_id: uuid.UUID) -> Response:
        """Everything that somebody signs in with. Takes `people:read`."""
        person = person_for(self, Act.SEE_PEOPLE, person_id)
        return Response({"ways_in": [_facts(one) for one in ways_in.listed(self.maker, person)]})


class WayIn(Call):
    @extend_schema(operation_id="remove_way_in", request=None, responses={204: None})
    def delete(self, request: Request, person_id: uuid.UUID, method: str, row_id: str) -> Response:
        """Remove one, and end their sessions. Takes `ways:remove`."""
        person = person_for(self, Act.REMOVE_METHOD, person_id)
        held = ways_in.removable(person, key=method, row_id=row_id)
        if held is None:
            raise NotYours(f"{person.username} has no {method} {row_id}")
        ways_in.remove(held, person, actor=self.maker)
        return Response(status=204)


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    row = one["row"]
    return {
        "method": row.key,
        "id": row.id,
        "label": str(row.label),
        "is_usable": one["is_usable"],
        "is_allowed": one["is_allowed"],
        "is_stopped": row.is_stopped,
        "can_be_removed": bool(one["remove_url"]),
        "added_at": row.added_at,
        "last_used_at": one["last_used_at"],
    }
