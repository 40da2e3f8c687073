"""Making the receipt of a request: the same each time but for when it was made, and which key vouches for it."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from accounts import clock
from accounts.statements.composing import composed_once, first
from accounts.tenants.names import shown
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.evidence.keeping import answered, evidence_of
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.state import State
from devices.challenge_keys.services import signing_key
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE
from devices.signatures.jws.reading import read
from devices.signatures.receipts.answered import SignedAnswer
from devices.signatures.receipts.keys import TrustedKeys
from devices.signatures.receipts.reading import verify_receipt
from devices.signatures.receipts.writing import Vouched, write_receipt

logger = logging.getLogger(__name__)
MOST_LISTED = 100


def receipt_of(request: ApprovalRequest, *, in_full: bool = False) -> str | None:
    """The receipt of this request; None where there is none, as of one that was denied, or not used in time.

    Only an approval that was used gives one: until then it can be taken back. `in_full` for its person and their
    admins alone: what somebody is called beside their username, and what they call their phone, others need not know.
    """
    kind, user = kinds.find(request.kind), request.user
    if kind is None or not kind.gives_receipt or request.state != State.CONSUMED or user is None:
        return None
    by = request.decided_by_id
    kept = first(evidence_of(_answer_of(request.pk, by))) if by is not None else None
    if kept is None:
        return None
    asked = read(text=kept.challenge, kind=APPROVAL_CHALLENGE).claims
    key = signing_key(user.tenant)
    made = write_receipt(
        answer=_answer(kept, is_unlocked=asked["unlock"] == "required"),
        vouched=_vouched(
            kept,
            user,
            issuer=asked["iss"],
            name=shown(user.display_name) if in_full else "",
            phone_name=_phone_name(request) if in_full else "",
        ),
        key=key,
        now=int(clock.now().timestamp()),
    )
    trusted = TrustedKeys(
        asked["iss"], {key.thumbprint: key.public_jwk, _name_of(kept): dict(kept.challenge_key)}
    )
    try:
        # What does not hold is handed to nobody in the organisation's name.
        verify_receipt(made, trusted=[trusted])
    except SignatureRejected:
        logger.exception("receipt of request %s does not hold", request.pk)
        return None
    return made


@composed_once
def _answer_of(request: UUID, account: UUID, /) -> QuerySet[Challenge]:
    return answered(Challenge.objects.filter(request=request, phone_account=account))


def approved_by(user: User) -> QuerySet[ApprovalRequest]:
    """What this person approved on their phones and there are receipts of, the newest first."""
    return any_approved().filter(user=user).order_by("-approved_at")


def any_approved() -> QuerySet[ApprovalRequest]:
    """What anybody approved and there are receipts of."""
    giving = [kind.key for kind in kinds.registered() if kind.gives_receipt]
    rows = ApprovalRequest.objects.filter(kind__in=giving, state=State.CONSUMED, decided_by__isnull=False)
    return rows.select_related("tenant", "user__tenant", "decided_by")


def _answer(kept: ApprovalEvidence, *, is_unlocked: bool) -> SignedAnswer:
    return SignedAnswer(
        challenge=kept.challenge,
        decision=kept.decision,
        unlock=kept.unlock_proof if is_unlocked else None,
        device_key=kept.device_key,
        unlock_key=kept.unlock_key,
        native_origins=settings.NATIVE_APP_ORIGINS if (kept.unlock_proof or {}).get("assertion") else (),
    )


def _vouched(kept: ApprovalEvidence, user: User, *, issuer: str, name: str, phone_name: str) -> Vouched:
    return Vouched(
        issuer=issuer,
        transaction=str(kept.request_id),
        tenant_id=str(kept.tenant_id),
        tenant_name=shown(user.tenant.name),
        tenant_kind=user.tenant.kind,
        username=user.username,
        display_name=name,
        phone_name=phone_name,
        approved_at=int(kept.decided_at.timestamp()),
    )


def _phone_name(request: ApprovalRequest) -> str:
    return shown(request.decided_by.name) if request.decided_by is not None else ""


def _name_of(kept: ApprovalEvidence) -> str:
    """The name of the organisation's key that asked."""
    return str(read(text=kept.challenge, kind=APPROVAL_CHALLENGE).header["kid"])
