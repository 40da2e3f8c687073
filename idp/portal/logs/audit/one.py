"""One event of the audit log: what was before and after, in words; its tag and ids; and whether it is sealed."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audit.chain.models import Seal
from accounts.audit.models import AuditEvent
from accounts.sign_in_log.models import SignInAttempt
from accounts.users.access import seen_by
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.models import ApprovalRequest
from devices.approvals.receipts.making import any_approved
from idp.portal.areas.event_facts import changes_of, facts_of
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.logs.audit.page import lines_of

NOBODY = uuid.UUID(int=0)


def one_event(request: HttpRequest, number: int) -> HttpResponse:
    user = asker(request)
    if not may(user, Act.SEE_LOG):
        raise PermissionDenied
    rows = seen_by(user, AuditEvent.objects.select_related("tenant"), act=Act.SEE_LOG)
    event = rows.filter(pk=number).first()
    if event is None:
        raise Http404
    details: dict[str, Any] = event.details
    context: dict[str, Any] = {
        **frame(request),
        "event": event,
        "line": lines_of([event])[0],
        "person": User.objects.filter(pk=event.subject_id or NOBODY).first(),
        "changes": changes_of(details),
        "facts": facts_of({name: value for name, value in details.items() if name != "changed"}),
        "raw": json.dumps(details, ensure_ascii=False, indent=2, sort_keys=True),
        "seal": Seal.objects.filter(first__lte=event.pk, last__gte=event.pk).first(),
        "attempt": _attempt_of(event),
        "evidence": _evidence_of(details.get("request")),
        "receipt": _receipt_of(user, details.get("request")),
        "may_see_sign_ins": event.tenant is not None and may(user, Act.SEE_SIGN_INS, on=event.tenant),
    }
    return render(request, "idp/portal/logs/event.html", context)


def _attempt_of(event: AuditEvent) -> SignInAttempt | None:
    """The try to sign in that it is a step of."""
    mark = event.details.get("sign_in")
    return SignInAttempt.objects.filter(person=event.subject_id, mark=mark).first() if mark else None


def _receipt_of(user: User, request_id: str | None) -> ApprovalRequest | None:
    """The request that the event is about, where it has a receipt."""
    if not request_id:
        return None
    return seen_by(user, any_approved(), act=Act.SEE_LOG).filter(pk=request_id).first()


def _evidence_of(request_id: str | None) -> ApprovalEvidence | None:
    return ApprovalEvidence.objects.filter(request_id=request_id).first() if request_id else None
