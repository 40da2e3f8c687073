"""Verifying kept answers: from their own rows alone, with public keys, long after the fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.lasting.services import lasting_digests
from accounts.secrets import is_one_of
from devices.approvals.evidence.keeping import STAMP
from devices.approvals.evidence.models import ApprovalEvidence
from devices.signatures.challenges import read_challenge
from devices.signatures.decisions import VerifiedDecision
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE
from devices.signatures.receipts.answered import SignedAnswer, verify_answer


def verify(kept: ApprovalEvidence) -> VerifiedDecision:
    """What the person decided, as the signatures show it. Raises SignatureRejected where any part does not hold."""
    if not is_one_of(kept.stamp, lasting_digests(kept.said, purpose=STAMP)):
        raise SignatureRejected("not_kept_here")
    asked = _asked(kept)
    return verify_answer(
        SignedAnswer(
            challenge=kept.challenge,
            decision=kept.decision,
            unlock=kept.unlock_proof,
            device_key=kept.device_key,
            unlock_key=kept.unlock_key,
            native_origins=settings.NATIVE_APP_ORIGINS,
        ),
        asked=asked,
    )


def what_is_wrong() -> Iterator[str]:
    """Reads all that is kept; says in words which answers do not hold."""
    for kept in ApprovalEvidence.objects.order_by("pk").iterator(chunk_size=500):
        try:
            verify(kept)
        except SignatureRejected as why:
            yield _(
                "Answer %(number)d of %(at)s (request %(request)s): its signatures do not hold (%(why)s)."
            ) % {
                "number": kept.pk,
                "at": f"{kept.decided_at:%Y-%m-%d %H:%M:%S} UTC",
                "request": kept.request_id,
                "why": why.reason,
            }


def _asked(kept: ApprovalEvidence) -> dict[str, Any]:
    """The claims of the challenge, by the key of the organisation, about what the row says it is about."""
    claims = read_challenge(
        challenge=kept.challenge,
        kind=APPROVAL_CHALLENGE,
        public_key=kept.challenge_key,
        expected_audience=str(kept.phone_id),
    )
    is_its_own = (
        claims["txn"] == str(kept.request_id)
        and claims["sub"] == str(kept.account_id)
        and claims["kind"] == kept.kind
        and claims["iss"].endswith(f"/tenants/{kept.tenant_id}")
    )
    if not is_its_own:
        raise SignatureRejected("kept_as_another")
    return claims
