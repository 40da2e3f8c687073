"""Moving to a new phone: the old one begins, confirms and stops it; the new one claims it and asks what it may add."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.browsers import asked_from
from devices.api.calls import PhoneCall
from devices.api.enrolments import EnrolmentCall
from devices.api.messages import responses
from devices.api.messages.facts import claimed_facts
from devices.api.messages.sent import ClaimBody, MoveBody
from devices.enrolment.services import DeviceKey
from devices.moving import claims, services
from devices.moving.confirming import confirm
from devices.moving.models import Move, MovedAccount
from devices.qr import qr_rows

BEGUN_A_DAY = 20
LOOKS_PER_MINUTE = 60


class OwnMove(PhoneCall):
    @extend_schema(operation_id="begin_move", request=None, responses={200: responses.MoveCode})
    def post(self, request: Request) -> Response:
        """Begin a move to a new phone. One that was under way ends."""
        count(Limit(scope="move", key=str(self.phone.pk), most=BEGUN_A_DAY, seconds=DAY))
        code = services.begin(self.phone, now=clock.now())
        link = f"{settings.PUBLIC_URL}{reverse('authenticator:app')}#move={code}"
        return Response({"code": code, "picture": qr_rows(link)})

    @extend_schema(operation_id="read_move", request=None, responses={200: responses.MoveFacts})
    def get(self, request: Request) -> Response:
        """How the move from this phone stands: whether it was claimed, and each of its accounts."""
        move = services.open_move(self.phone)
        accounts = move.accounts.select_related("enrolment").order_by("pk")
        return Response(
            {
                "move": str(move.pk),
                "state": move.state,
                "second_claim": move.second_claim_at is not None,
                "accounts": [_moved_facts(moved) for moved in accounts],
            }
        )

    @extend_schema(operation_id="stop_move", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Stop the move: what is not added yet is not added any more."""
        services.stop(self.phone)
        return Response(status=204)


class ConfirmMove(PhoneCall):
    @extend_schema(operation_id="confirm_move", request=MoveBody, responses={200: responses.MovingAccount})
    def post(self, request: Request, account_id: uuid.UUID) -> Response:
        """The old phone's word that this account moves. The same again gets the same reply; any other is refused."""
        sent = self.body(MoveBody)
        moved = confirm(
            self.phone,
            account_id,
            message=sent["move"],
            unlock=sent["unlock"],
            context=_context(request),
            now=clock.now(),
        )
        return Response(_moved_facts(moved))


class ClaimMove(EnrolmentCall):
    @extend_schema(operation_id="claim_move", request=ClaimBody, responses={200: responses.ClaimedMove})
    def post(self, request: Request) -> Response:
        """Claim a move with the device key, new or known. To every other key the code is dead afterwards."""
        sent = self.body(ClaimBody)
        by = DeviceKey(
            self.caller.jwk, self.caller.thumbprint, sent.get("label") or self.label_of(self.caller)
        )
        move = claims.claim(sent["code"], by=by, phone=self.caller.phone, now=clock.now())
        return Response(_claimed_facts(move))


class ClaimedMove(EnrolmentCall):
    a_minute = LOOKS_PER_MINUTE

    @extend_schema(operation_id="read_claimed_move", request=None, responses={200: responses.ClaimedMove})
    def get(self, request: Request, move_id: uuid.UUID) -> Response:
        """What the old phone has confirmed since."""
        return Response(_claimed_facts(claims.claimed_move(move_id, thumbprint=self.caller.thumbprint)))


def _moved_facts(moved: MovedAccount) -> dict[str, Any]:
    return {
        "account": str(moved.account_id),
        "state": services.standing_of(moved),
        "challenge": moved.challenge,
    }


def _claimed_facts(move: Move) -> dict[str, Any]:
    return {
        "move": str(move.pk),
        "phone": move.old_phone.thumbprint,
        "salt": move.salt,
        "enrolments": [claimed_facts(claimed) for claimed in claims.to_add(move)],
    }


def _context(request: Request) -> dict[str, Any]:
    """What the closing test says of who asks: the old phone."""
    return {"application": "", **asked_from(request._request)}
