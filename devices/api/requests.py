"""Requests: what waits for this phone, how one stands, that one was opened, and the answer to it."""

from __future__ import annotations

import uuid
from datetime import datetime

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.alerts.words import told
from devices.api.calls import PhoneCall
from devices.api.messages import responses
from devices.api.messages.sent import DecisionBody, ReportBody
from devices.approvals.challenges import mark_seen, open_first, waiting_for
from devices.approvals.deciding import Answer, answer
from devices.approvals.models import Challenge
from devices.approvals.reporting.services import report
from devices.approvals.stage import outcome_for


class Requests(PhoneCall):
    @extend_schema(operation_id="list_requests", request=None, responses={200: responses.Requests})
    def get(self, request: Request) -> Response:
        """The challenges of the requests this phone may answer, each made for this phone alone."""
        now = clock.now()
        return _told(waiting_for(self.phone, now=now), now=now)


class Opening(PhoneCall):
    @extend_schema(operation_id="open_first_request", request=None, responses={200: responses.Requests})
    def post(self, request: Request) -> Response:
        """The same list, of which the phone shows the first at once: it is marked as seen with it."""
        now = clock.now()
        return _told(open_first(self.phone, now=now), now=now)


def _told(waiting: list[Challenge], *, now: datetime) -> Response:
    return Response(
        {
            "requests": [{"handle": str(one.request_id), "challenge": one.jws} for one in waiting],
            "server_time": int(now.timestamp()),
        }
    )


class OneRequest(PhoneCall):
    @extend_schema(operation_id="read_request", request=None, responses={200: responses.Outcome})
    def get(self, request: Request, request_id: uuid.UUID) -> Response:
        """How a request that this phone was shown stands, or how it ended."""
        outcome = outcome_for(self.phone, request_id)
        return Response({"state": outcome.state, "answered_by": outcome.answered_by})


class Seen(PhoneCall):
    @extend_schema(operation_id="mark_request_seen", request=None, responses={204: None})
    def post(self, request: Request, request_id: uuid.UUID) -> Response:
        """The person opened the request; a browser that was used before, or has proven something, says so."""
        mark_seen(self.phone, request_id)
        return Response(status=204)


class Decision(PhoneCall):
    @extend_schema(operation_id="decide_request", request=DecisionBody, responses={200: responses.Decided})
    def post(self, request: Request, request_id: uuid.UUID) -> Response:
        """Approve or deny, once. The same answer again gets the same reply; any other is refused."""
        sent = self.body(DecisionBody)
        state = answer(self.phone, request_id, Answer(sent["decision"], sent["unlock"]))
        return Response({"state": state.value})


class Report(PhoneCall):
    @extend_schema(operation_id="report_request", request=ReportBody, responses={200: responses.Reported})
    def post(self, request: Request, request_id: uuid.UUID) -> Response:
        """The person says that it was not them. Told again, by whichever phone, it does nothing more."""
        reported = report(self.phone, request_id, self.body(ReportBody)["report"])
        return Response(
            {
                "state": reported.state,
                "effects": [{"code": code, "text": str(text)} for code, text in told(reported.alert)],
            }
        )
