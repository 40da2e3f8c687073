"""Tries to sign in, the latest first."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.users.roles import Act
from idp.portal.logs.sign_ins.asked import asked_by, page_of, rows_of
from idp.portal.logs.sign_ins.export import written
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.messages.asked import AskedSignIns, as_a_page_asks


class SignIns(Call):
    @extend_schema(
        operation_id="list_sign_ins",
        parameters=[AskedSignIns],
        request=None,
        responses={200: responses.SignIns},
    )
    def get(self, request: Request) -> Response:
        """Tries to sign in, the latest first, fifty at a time. Takes `sign-ins:read`."""
        self.allow(Act.SEE_SIGN_INS)
        asked = asked_by(as_a_page_asks(self.question(AskedSignIns)))
        found, is_more = page_of(rows_of(self.tenant, asked, asker=self.maker), asked)
        following = asked.mark_of(found[-1]) if is_more else None
        return Response({"sign_ins": list(written(found)), "next": following})
