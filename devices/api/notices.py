"""Notices: what this phone's people must learn, the OK to one, and the page by which it can be taken back (D07)."""

from __future__ import annotations

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from devices.api.calls import PhoneCall
from devices.api.messages import notices as messages
from devices.notices.listing import facts_of, link_for, notices_of, see


class Notices(PhoneCall):
    @extend_schema(operation_id="list_notices", request=None, responses={200: messages.Notices})
    def get(self, request: Request) -> Response:
        """What happened to the accounts on this phone in the last week, until OK was said to it here."""
        notices = [facts_of(one) for one in notices_of(self.phone)]
        return Response({"notices": notices, "server_time": int(clock.seconds())})


class NoticeSeen(PhoneCall):
    @extend_schema(operation_id="mark_notice_seen", request=messages.NoticeBody, responses={204: None})
    def post(self, request: Request) -> Response:
        """The person said OK to this one, and so to all before it about the same account."""
        see(self.phone, self.body(messages.NoticeBody)["notice"])
        return Response(status=204)


class NoticeLink(PhoneCall):
    @extend_schema(
        operation_id="make_notice_link", request=messages.NoticeBody, responses={200: messages.NoticeLink}
    )
    def post(self, request: Request) -> Response:
        """*This wasn't me*: a page for the phone's browser that says what it will stop. Works for a week, once."""
        path = link_for(self.phone, self.body(messages.NoticeBody)["notice"])
        return Response({"link": f"{settings.PUBLIC_URL}{path}"})
