"""Adding an account to a phone: claim the code of the browser's page, then complete with the phone's own keys."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.throttle.counting import count
from accounts.users.browsers import describe
from accounts.users.strangers import networks_of
from devices.api.calls import KeyCall
from devices.api.messages import responses
from devices.api.messages.facts import claimed_facts
from devices.api.messages.sent import ClaimBody, CompleteBody
from devices.callers.identify import Caller
from devices.enrolment.claims import claim
from devices.enrolment.codes.guessing import counted_if_typed
from devices.enrolment.completing import complete
from devices.phones.living.refusals import refuse_no_phone

CALLS_PER_MINUTE = 20


class EnrolmentCall(KeyCall):
    """A call by a key that anybody may just have made."""

    a_minute = CALLS_PER_MINUTE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Counted before anything is verified: verifying costs us more than them, and each proof is remembered."""
        count(*networks_of(request._request, type(self).__name__, a_minute=self.a_minute))
        super().initial(request, *args, **kwargs)

    def label_of(self, caller: Caller) -> str:
        """What to call a phone that does not say: as we know it, or as its browser describes itself."""
        agent = self.request.headers.get("User-Agent", "")
        return caller.phone.label if caller.phone else describe(agent).label


class Claim(EnrolmentCall):
    @extend_schema(operation_id="claim_enrolment", request=ClaimBody, responses={200: responses.Claimed})
    def post(self, request: Request) -> Response:
        """Claim a code with the device key, new or known. To every other key the code is dead afterwards."""
        sent = self.body(ClaimBody)
        refuse_no_phone(request.headers.get("User-Agent", ""))
        caller = self.caller
        with counted_if_typed(request._request, sent["code"]):
            claimed = claim(
                sent["code"],
                jwk=caller.jwk,
                thumbprint=caller.thumbprint,
                phone=caller.phone,
                label=sent.get("label") or self.label_of(caller),
                now=clock.now(),
                is_again=sent.get("replaces") == "unlock",
            )
        return Response(claimed_facts(claimed))


class Complete(EnrolmentCall):
    @extend_schema(
        operation_id="complete_enrolment", request=CompleteBody, responses={200: responses.Completed}
    )
    def post(self, request: Request, enrolment_id: uuid.UUID) -> Response:
        """Answer the enrolment challenge. The closing test follows as an ordinary request. May be sent again."""
        sent = self.body(CompleteBody)
        completed = complete(
            enrolment_id,
            thumbprint=self.caller.thumbprint,
            message=sent["enrolment"],
            unlock=sent["unlock"],
            now=clock.now(),
        )
        return Response(
            {
                "phone": str(completed.account.phone_id),
                "account": str(completed.account.pk),
                "device_token": completed.device_token,
            }
        )
