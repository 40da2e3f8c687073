"""What one has approved, beyond signing in, and the receipt of each."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.receipts.making import MOST_LISTED, approved_by, receipt_of
from devices.approvals.receipts.words import particular

CONTENT_TYPE = "application/jose"


@needs_fresh_proof
@require_safe
def approved(request: HttpRequest) -> HttpResponse:
    rows = approved_by(proven.signed_in_user(request))[:MOST_LISTED]
    context = {"approved": [_told(one) for one in rows], "most": MOST_LISTED}
    return render(request, "devices/approvals/receipts/approved.html", context)


@needs_fresh_proof
@never_cache
def receipt(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """The receipt of something this person approved, as a file."""
    found = approved_by(proven.signed_in_user(request)).filter(pk=request_id).first()
    return as_file(found)


def as_file(found: ApprovalRequest | None) -> HttpResponse:
    """The receipt of this request as a file, for its person or an admin; absent where there is none."""
    made = receipt_of(found, in_full=True) if found is not None else None
    if found is None or made is None or found.approved_at is None:
        raise Http404
    name = f"receipt-{found.approved_at:%Y-%m-%d}-{str(found.pk)[:8]}.jws"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(f"{made}\n", content_type=CONTENT_TYPE, headers=headers)


def _told(one: ApprovalRequest) -> dict[str, Any]:
    context, kind = one.context, kinds.of(one.kind)
    # An application says in few words what it is about; of anything else the message is not that.
    message = context.get("binding_message", "") if kind.is_of_application else ""
    return {
        "request": one,
        "what": message or kind.words,
        "details": [particular(detail) for detail in context.get("details", ())],
        "asked_by": context["application"],
        "phone": one.decided_by.name if one.decided_by else "",
    }
