"""The one function that moves a request: one conditional UPDATE by the database's clock, and its audit row."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.refusals import Refusal
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import AlreadyDecided, RequestExpired, UnknownRequest
from devices.approvals.state import State, sources_of
from devices.news import announce

STILL_OPEN = Q(state=State.PENDING, expires_at__gt=Now()) | Q(state=State.APPROVED, finish_by__gt=Now())
RUN_OUT = Q(state=State.PENDING, expires_at__lte=Now()) | Q(state=State.APPROVED, finish_by__lte=Now())


@transaction.atomic(savepoint=False)
def move(request: ApprovalRequest, target: State, *, only: Q | None = None, **changes: Any) -> bool:
    """Moves a request to `target` if that is allowed now; True for the one caller who moved it.

    Never get-then-save: of many at once exactly one UPDATE matches. `only` narrows it further (this browser, this
    user), `changes` are set with it. A request that has run out can only be moved to expired. Inside the caller's
    transaction it makes no savepoint: whatever fails here must undo all of it.
    """
    in_time = RUN_OUT if target is State.EXPIRED else STILL_OPEN
    rows = ApprovalRequest.objects.filter(in_time, pk=request.pk, state__in=sources_of(target))
    if only is not None:
        rows = rows.filter(only)
    if target is not State.APPROVED:
        changes["ended_at"] = Now()
    if not rows.update(state=target, **changes):
        return False
    record(
        f"user:request:{target.value}",
        tenant=request.tenant_id,
        subject=request.user_id,
        request=str(request.pk),
        kind=request.kind,
    )
    announce.request_changed(request.browser_digest)
    if target is not State.CONSUMED:
        _end(request)
    return True


def _end(request: ApprovalRequest) -> None:
    """Has what follows from the end of the question done, after the commit: the answer stands whatever fails there."""
    kind, request_id = kinds.find(request.kind), request.pk
    if kind is not None and (when_ended := kind.when_ended):
        transaction.on_commit(lambda: when_ended(request_id), robust=True)


def why_not(request: ApprovalRequest) -> Refusal:
    """Why a move was lost; read only after losing."""
    rows = ApprovalRequest.objects.filter(pk=request.pk)
    state = rows.values_list("state", flat=True).first()
    if state is None:
        return UnknownRequest(f"request {request.pk} is gone")
    if state == State.EXPIRED or rows.filter(RUN_OUT).exists():
        return RequestExpired(f"request {request.pk}: {state}")
    return AlreadyDecided(f"request {request.pk}: {state}")
