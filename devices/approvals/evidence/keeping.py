"""Keeping what phones answered: of each event that says a phone did, the answer with the keys it was signed by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.secrets import keyed_digests
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.models import Challenge
from devices.approvals.moves import MOVED
from devices.approvals.state import State
from devices.challenge_keys.models import ChallengeKey
from devices.phones.models import FormerKey, Phone, PhoneAccount
from devices.signatures.encoding import decode
from devices.signatures.keys import jwk_from_text

STAMP = "evidence of an approval"
ANSWERED = frozenset(MOVED[state].tag for state in (State.APPROVED, State.DENIED, State.WRONG_NUMBER))


def keep(events: Sequence[AuditEvent]) -> None:
    """Keeps the answers that these events tell of; one that was kept already stays as it was."""
    requests = {event.details["request"] for event in events if event.tag in ANSWERED}
    answered = Challenge.objects.filter(request__in=requests).exclude(decision="")
    found = list(answered.select_related("request", "phone_account__phone"))
    keys = _challenge_keys(found)
    rows = [
        _evidence(one, keys, at=at) for one in found if (at := one.decided_at) and _kid_of(one.jws) in keys
    ]
    ApprovalEvidence.objects.bulk_create(rows, ignore_conflicts=True)


READER = Reader("evidence", keep)


def _challenge_keys(found: Iterable[Challenge]) -> dict[str, dict[str, str]]:
    kids = {_kid_of(one.jws) for one in found}
    return dict(ChallengeKey.objects.filter(kid__in=kids).values_list("kid", "public_jwk"))


def _evidence(one: Challenge, keys: dict[str, dict[str, str]], *, at: datetime) -> ApprovalEvidence:
    account = one.phone_account
    made = ApprovalEvidence(
        tenant_id=one.request.tenant_id,
        person_id=account.user_id,
        request_id=one.request_id,
        phone_id=account.phone_id,
        account_id=account.pk,
        kind=one.request.kind,
        challenge=one.jws,
        decision=one.decision,
        unlock_proof=one.unlock_proof,
        challenge_key=keys[_kid_of(one.jws)],
        device_key=_device_key(account.phone, _kid_of(one.decision)),
        unlock_key=_unlock_key(account, one.unlock_proof),
        decided_at=at,
    )
    made.stamp = keyed_digests(made.said, purpose=STAMP)[0]
    return made


def _device_key(phone: Phone, kid: str) -> dict[str, str]:
    """The key of then, which may have been renewed since."""
    former = FormerKey.objects.filter(phone=phone, account=None, name=kid).first()
    return jwk_from_text(former.public_key) if former else phone.device_key


def _unlock_key(account: PhoneAccount, proof: dict[str, object] | None) -> str:
    if not proof:
        return ""
    assertion = proof.get("assertion")
    name = str(assertion["id"]) if isinstance(assertion, dict) else _kid_of(str(proof["proof"]))
    former = FormerKey.objects.filter(account=account, name=name).first()
    return str(former.public_key if former else account.unlock_public_key)


def _kid_of(text: str) -> str:
    """Which key signed it, as its head says: it was verified when it came."""
    return str(json.loads(decode(text.split(".", maxsplit=1)[0])).get("kid"))
