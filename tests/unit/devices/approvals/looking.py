"""What the tests of answers look at afterwards."""

from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State


def state_of(request: ApprovalRequest) -> State:
    return State(ApprovalRequest.objects.get(pk=request.pk).state)


def wrong(number: str) -> str:
    return f"{(int(number) + 1) % 100:02d}"
