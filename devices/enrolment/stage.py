"""What the browser that adds a phone is told: how the enrolment stands now, also where nobody wrote it down yet."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from devices.approvals.models import ApprovalRequest
from devices.approvals.state import OPEN as WAITING
from devices.enrolment.claims import LIFE
from devices.enrolment.models import Enrolment
from devices.enrolment.state import OPEN, State

TESTING = "testing"


def stage_of(enrolment: Enrolment, *, now: datetime) -> str:
    """offered, claimed, testing, active, expired, cancelled or rejected."""
    if enrolment.state not in OPEN:
        return enrolment.state
    test = enrolment.test_request
    still_stands = enrolment.still_means(enrolment.user)
    if test is not None and not (still_stands and _waits(test, now=now)):
        return State.REJECTED
    if not still_stands or enrolment.expires_at <= now:
        return State.EXPIRED
    return enrolment.state if test is None else TESTING


def facts_of(enrolment: Enrolment, *, now: datetime) -> dict[str, Any]:
    """The stage, the phone, and the number while the test waits for it; whole seconds left, and of how many."""
    stage = stage_of(enrolment, now=now)
    test = enrolment.test_request if stage == TESTING else None
    begun, until = (
        (test.asked_at, test.expires_at) if test else (enrolment.expires_at - LIFE, enrolment.expires_at)
    )
    return {
        "state": stage,
        "phone_label": enrolment.label,
        "number": test.number if test else "",
        "second_claim": enrolment.second_claim_at is not None,
        "life_seconds": round((until - begun).total_seconds()),
        "seconds_left": max(0, math.ceil((until - now).total_seconds())),
    }


def _waits(test: ApprovalRequest, *, now: datetime) -> bool:
    return test.state in WAITING and now < test.runs_out_at
