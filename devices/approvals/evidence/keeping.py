"""Keeping what phones answered: of each event that says a phone did, the answer with the keys it was signed by."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.machine.giving_way import in_pieces
from accounts.secrets import keyed_digests
from accounts.statements.composing import added_once, composed_once
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.models import Challenge
from devices.approvals.moves import MOVED
from devices.approvals.state import State
from devices.challenge_keys.models import ChallengeKey
from devices.phones.models import FormerKey
from devices.signatures.encoding import decode
from devices.signatures.keys import jwk_from_text

STAMP = "evidence of an approval"
# Requests in one question: always as many, so that it is composed once; of fewer the last one stands there again.
# Each is answered once, so rows, phones and keys are no more.
AT_ONCE = 10
ANSWERED = frozenset(MOVED[state].tag for state in (State.APPROVED, State.DENIED, State.WRONG_NUMBER))


def keep(events: Sequence[AuditEvent]) -> None:
    """Keeps the answers that these events tell of; one that was kept already stays as it was."""
    requests = [UUID(event.details["request"]) for event in events if event.tag in ANSWERED]
    for some in in_pieces(requests, size=AT_ONCE):
        if rows := evidence_of(_answers_to(*some, *some[-1:] * (AT_ONCE - len(some)))):
            _add(*rows)


_add = added_once(ApprovalEvidence, then="ON CONFLICT DO NOTHING")


@composed_once
def _answers_to(*request: UUID) -> QuerySet[Challenge]:
    return answered(Challenge.objects.filter(request__pk__in=request))


def answered(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Those of them that were answered, with whatever evidence is made of."""
    return challenges.exclude(decision="").select_related("request", "phone_account__phone")


def evidence_of(found: Collection[Challenge]) -> list[ApprovalEvidence]:
    """What is kept of these, which were `answered`; not written."""
    if not found:
        return []
    keys = _keys_of(found)
    return [
        _evidence(one, keys, at=at)
        for one in found
        if (at := one.decided_at) and _kid_of(one.jws) in keys.of_challenges
    ]


READER = Reader("evidence", keep)


@dataclass(frozen=True)
class _Keys:
    """What some answers were signed with: the server's keys by kid, former ones by phone, account and name.

    The account is None of what is the phone's own.
    """

    of_challenges: dict[str, dict[str, str]]
    former: dict[tuple[object, ...], str]


def _keys_of(found: Iterable[Challenge]) -> _Keys:
    """One question for each kind of key, however many answers there are."""
    kids = {_kid_of(one.jws) for one in found}
    phones = {one.phone_account.phone_id for one in found}
    return _Keys(
        dict(_challenge_keys(*kids)),
        {tuple(owner): key for *owner, key in _former_keys(*phones)},
    )


@composed_once
def _challenge_keys(*kid: str) -> QuerySet[ChallengeKey, tuple[str, dict[str, str]]]:
    return ChallengeKey.objects.filter(kid__in=kid).values_list("kid", "public_jwk")


@composed_once
def _former_keys(*phone: UUID) -> QuerySet[FormerKey, Any]:
    return FormerKey.objects.filter(phone__pk__in=phone).values_list("phone", "account", "name", "public_key")


def _evidence(one: Challenge, keys: _Keys, *, at: datetime) -> ApprovalEvidence:
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
        challenge_key=keys.of_challenges[_kid_of(one.jws)],
        device_key=_device_key(one, keys),
        unlock_key=_unlock_key(one, keys),
        decided_at=at,
    )
    made.stamp = keyed_digests(made.said, purpose=STAMP)[0]
    return made


def _device_key(one: Challenge, keys: _Keys) -> dict[str, str]:
    """The key of then, which may have been renewed since."""
    phone = one.phone_account.phone
    former = keys.former.get((phone.pk, None, _kid_of(one.decision)))
    return jwk_from_text(former) if former else phone.device_key


def _unlock_key(one: Challenge, keys: _Keys) -> str:
    account, name = one.phone_account, _unlock_name(one)
    return (
        str(keys.former.get((account.phone_id, account.pk, name), account.unlock_public_key)) if name else ""
    )


def _unlock_name(one: Challenge) -> str:
    """What its unlock is called: the platform's credential by its id, a PIN by its key; "" where there was none."""
    if not (proof := one.unlock_proof):
        return ""
    assertion = proof.get("assertion")
    return str(assertion["id"]) if isinstance(assertion, dict) else _kid_of(str(proof["proof"]))


def _kid_of(text: str) -> str:
    """Which key signed it, as its head says: it was verified when it came."""
    return _kid_in(text.split(".", maxsplit=1)[0])


# Few keys sign, so there are few heads.
@lru_cache(maxsize=4096)
def _kid_in(head: str) -> str:
    return str(json.loads(decode(head)).get("kid"))
