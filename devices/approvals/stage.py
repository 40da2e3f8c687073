"""What is told of a request: to the asking browser its stage, to a phone that was shown it how it ended."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery, UUIDField

from devices.approvals import kinds
from devices.approvals.asking.services import MOST_RESENDS, RESEND_AFTER
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import RUN_OUT
from devices.approvals.refusals import UnknownRequest
from devices.approvals.state import OPEN, State
from devices.phones.models import Phone

REPORTED = "reported"
FINAL = frozenset({"approved", REPORTED, *(state for state in State if state not in (*OPEN, State.CONSUMED))})
WAITING = ("waiting", "quiet", "opened")
THIS_PHONE, ANOTHER_PHONE = ANSWERED_BY = ("this_phone", "another_phone")
# What becomes of an approval in the browser is not the phone's to know, beyond that it stands.
TOLD = frozenset(State) - {State.CONSUMED}


def stage_of(request: ApprovalRequest) -> str:
    """waiting, quiet, opened, approved, reported, or the state in which it ended."""
    if request.reported_at:
        return REPORTED
    if request.state == State.PENDING:
        return _waiting_stage(request)
    return "approved" if request.state == State.CONSUMED else request.state


def _waiting_stage(request: ApprovalRequest) -> str:
    if not may_be_told(kind=request.kind, known_browser=request.known_browser):
        return "waiting"
    if request.seen_at:
        return "opened"
    return "quiet" if request.is_quiet else "waiting"


def may_be_told(*, kind: str, known_browser: bool) -> bool:
    """May the browser hear what becomes of its request on the phone before it is answered?

    Whoever only knows a name would learn by it that somebody has the name, and is there now (A18).
    """
    found = kinds.find(kind)
    return known_browser or (found is not None and found.follows_proof)


def facts_of(request: ApprovalRequest, *, now: datetime) -> dict[str, Any]:
    """The stage, whole seconds left, and whether it may be sent again now."""
    left = max(0, math.ceil((request.expires_at - now).total_seconds()))
    waited = now - request.asked_at
    can_resend = request.state == State.PENDING and request.resends < MOST_RESENDS and waited >= RESEND_AFTER
    return {"state": stage_of(request), "seconds_left": left, "can_resend": can_resend}


@dataclass(frozen=True)
class Outcome:
    """A state of TOLD, and whose answer was the last; None when no phone has answered."""

    state: State
    answered_by: str | None


def outcome_for(phone: Phone, request_id: uuid.UUID) -> Outcome:
    """How the request stands now; refused when this phone was never shown it. The last answer counts."""
    answers = Challenge.objects.filter(request=OuterRef("pk"), decided_at__isnull=False)
    last = answers.order_by("-decided_at").values("phone_account__phone")[:1]
    found = (
        ApprovalRequest.objects.filter(pk=request_id, challenges__phone_account__phone=phone)
        .annotate(has_run_out=RUN_OUT, answering=Subquery(last, output_field=UUIDField()))
        .values_list("state", "has_run_out", "answering")
        .first()
    )
    if found is None:
        raise UnknownRequest(f"phone {phone.pk} was not shown request {request_id}")
    state, has_run_out, answering = found
    return Outcome(_told(State(state), has_run_out=has_run_out), _answered_by(answering, phone))


def _told(state: State, *, has_run_out: bool) -> State:
    if has_run_out:
        return State.EXPIRED
    return State.APPROVED if state is State.CONSUMED else state


def _answered_by(answering: uuid.UUID | None, phone: Phone) -> str | None:
    if answering is None:
        return None
    return THIS_PHONE if answering == phone.pk else ANOTHER_PHONE
