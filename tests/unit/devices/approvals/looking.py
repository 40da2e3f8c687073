"""What the tests of answers look at afterwards."""

from typing import Any

from accounts.audit.models import AuditEvent
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.state import State
from devices.phones.models import Phone, PhoneAccount


def state_of(request: ApprovalRequest) -> State:
    return State(ApprovalRequest.objects.get(pk=request.pk).state)


def wrong(number: str) -> str:
    return f"{(int(number) + 1) % 100:02d}"


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (ApprovalRequest, Challenge, PhoneAccount, AuditEvent, Phone)
    ]
