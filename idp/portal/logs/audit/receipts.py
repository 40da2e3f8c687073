"""The receipt of what somebody approved, for whoever may read the log."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.users.access import seen_by
from accounts.users.roles import Act, may
from devices.approvals.receipts.making import any_approved
from devices.approvals.receipts.pages.approved import as_file
from idp.portal.gate import asker


@never_cache
def receipt(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    user = asker(request)
    if not may(user, Act.SEE_LOG):
        raise PermissionDenied
    return as_file(seen_by(user, any_approved(), act=Act.SEE_LOG).filter(pk=request_id).first())
