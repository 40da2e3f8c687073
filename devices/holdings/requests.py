"""What is held of what a person's phones were asked, and answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.holdings.registry import EVIDENCE, OPENS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told
from devices.approvals.models import ApprovalRequest, Challenge

REQUESTS = Holding(
    key="requests",
    rank=70,
    title=_("Requests to your phones"),
    model=ApprovalRequest,
    rows=lambda user: ApprovalRequest.objects.filter(user=user).select_related("decided_by"),
    told=(
        Told(name="asked_at", label=_("asked at")),
        Told(name="kind", is_code=True),
        Told(name="state", is_code=True),
        Told(name="context", label=_("from where")),
        Told(name="asked_network", label=_("network")),
        Told(name="known_browser", label=_("in a browser that knows you")),
        Told(name="unlock_required", label=_("asked for the unlock")),
        Told(name="seen_at", label=_("seen on a phone")),
        Told(name="approved_at", label=_("approved")),
        Told(
            name="decided_by",
            label=_("answered on"),
            read=lambda row: row.decided_by.name if row.decided_by is not None else None,
        ),
        Told(name="ended_at", label=_("ended")),
        Told(name="reported_at", label=_("reported as not yours")),
        Told(name="resends", label=_("sent again")),
        Told(name="notifications", label=_("notifications")),
        Told(name="notified_at", label=_("last notification")),
        Told(name="is_quiet", label=_("without a notification")),
    ),
    kept_back={
        "id": OURS,
        "tenant": OURS,
        "user": WHOSE,
        "asked_for": OPENS,
        "only_account": TOLD_BY_OTHERS,
        "match": OURS,
        "digits": OURS,
        "number": OPENS,
        "browser_digest": OPENS,
        "expires_at": OURS,
        "finish_by": OURS,
        "went_on": OURS,
        "remembered_until": OURS,
        "wake_due_at": OURS,
        "wake_tries": OURS,
        "wake_left": OURS,
        "woken": OURS,
    },
)
SHOWN = Holding(
    key="shown_on_phones",
    rank=71,
    title=_("What your phones were shown"),
    model=Challenge,
    rows=lambda user: Challenge.objects.filter(phone_account__user=user).select_related("phone_account"),
    told=(
        Told(name="issued_at", label=_("shown")),
        Told(name="on", label=_("phone"), of=("phone_account",), read=lambda row: row.phone_account.name),
        Told(name="decided_at", label=_("answered")),
        Told(
            name="is_reported",
            label=_("reported as not yours"),
            of=("report",),
            read=lambda row: bool(row.report),
        ),
    ),
    kept_back={
        "id": OURS,
        "request": TOLD_BY_OTHERS,
        "nonce": OPENS,
        "jws": EVIDENCE,
        "decision": EVIDENCE,
        "decision_jti": EVIDENCE,
        "unlock_proof": EVIDENCE,
    },
)
HOLDINGS = (REQUESTS, SHOWN)
