"""What the asking browser is told of its request: a stage and the seconds left, nothing else."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from devices.approvals.models import ApprovalRequest
from devices.approvals.services import MOST_RESENDS, RESEND_AFTER
from devices.approvals.state import State

FINAL = frozenset({"approved", "denied", "wrong_number", "expired", "cancelled", "superseded"})


def stage_of(request: ApprovalRequest) -> str:
    """waiting, opened, approved, denied, wrong_number, expired, cancelled or superseded."""
    if request.state == State.PENDING:
        return "opened" if request.seen_at else "waiting"
    return "approved" if request.state == State.CONSUMED else request.state


def facts_of(request: ApprovalRequest, *, now: datetime) -> dict[str, Any]:
    """The stage, whole seconds left, and whether it may be sent again now."""
    left = max(0, math.ceil((request.expires_at - now).total_seconds()))
    waited = now - request.asked_at
    can_resend = request.state == State.PENDING and request.resends < MOST_RESENDS and waited >= RESEND_AFTER
    return {"state": stage_of(request), "seconds_left": left, "can_resend": can_resend}
