"""What a phone's signed answer does: verified first (pure), then moved, with its evidence, under locks."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.policy.facts import rules_of
from accounts.statements.composing import Move, changed_once
from accounts.users.access import lock_user
from devices.approvals.challenges import challenge_for, needs_unlock
from devices.approvals.finishing import check_standing
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import move, revoke, why_not
from devices.approvals.refusals import (
    AlreadyDecided,
    AppOutdated,
    NobodyMayApprove,
    WrongNumber,
    verifying,
)
from devices.approvals.state import State
from devices.challenge_keys.services import issuer_of
from devices.news import announce
from devices.phones.access import lock_account
from devices.phones.keys.unlocking import ExpectedUnlock, verify_unlock
from devices.phones.models import Phone, PhoneAccount
from devices.phones.native import is_outdated
from devices.signatures.decisions import VerifiedDecision, verify_decision
from devices.signatures.errors import MessageMalformed
from devices.signatures.unlocks import VerifiedUnlock


@dataclass(frozen=True)
class Answer:
    """What the phone sent: the decision JWS and, for an approval that needs it, the proof of the unlock."""

    decision: str
    unlock: dict[str, Any] | None


def answer(phone: Phone, request_id: uuid.UUID, sent: Answer) -> State:
    """Takes a phone's answer; returns what it led to. The same answer again gets the same reply."""
    challenge = challenge_for(phone, request_id)
    with verifying(f"request {request_id}"):
        decision = _verify(challenge, sent)
    if challenge.decision == sent.decision:
        return _said_before(challenge, decision)
    try:
        return _settle(challenge, decision, sent)
    except AlreadyDecided:
        # Sent twice at once, as a phone does whose first call seems lost: the second learns what the first did.
        decided = challenge_for(phone, request_id)
        if decided.decision != sent.decision:
            raise
        return _said_before(decided, decision)


def _verify(challenge: Challenge, sent: Answer) -> VerifiedDecision:
    decision = verify_decision(
        decision=sent.decision,
        public_key=challenge.phone_account.phone.device_key,
        expected_phone_id=str(challenge.phone_account.phone_id),
        expected_audience=issuer_of(challenge.request.tenant_id),
        expected_handle=str(challenge.request_id),
        expected_nonce=challenge.nonce,
        expected_challenge=challenge.jws,
    )
    if decision.number is not None and challenge.request.match == "approve":
        raise MessageMalformed("number_not_asked")
    return decision


def _said_before(challenge: Challenge, decision: VerifiedDecision) -> State:
    """What this decision led to then, whatever became of the request since."""
    if decision.kind == "denial":
        return State.DENIED
    if challenge.request.state == State.WRONG_NUMBER:
        raise WrongNumber(f"request {challenge.request_id}: repeated")
    return State.APPROVED


def _settle(challenge: Challenge, decision: VerifiedDecision, sent: Answer) -> State:
    if decision.kind == "denial":
        return _deny(challenge, decision, sent)
    if is_outdated(challenge.phone_account.phone):
        raise AppOutdated(f"request {challenge.request_id}")
    with verifying(f"request {challenge.request_id}"):
        unlock = _verify_unlock(challenge, decision, sent.unlock)
    try:
        return _approve(challenge, decision, sent, unlock)
    except NobodyMayApprove:
        # The browser need not wait for what cannot come any more.
        revoke(ApprovalRequest.objects.filter(pk=challenge.request_id))
        raise


@transaction.atomic
def _deny(challenge: Challenge, decision: VerifiedDecision, sent: Answer) -> State:
    """A denial needs the device key alone: saying no is never harder than saying yes."""
    _move(challenge, State.DENIED)
    _keep(challenge, decision, sent, unlock=None)
    return State.DENIED


def _verify_unlock(
    challenge: Challenge, decision: VerifiedDecision, proof: dict[str, Any] | None
) -> VerifiedUnlock | None:
    """The proof that the person unlocked, by the account's own kind of lock; None only where none is needed."""
    account = challenge.phone_account
    if not needs_unlock(challenge.request, account):
        return None
    return verify_unlock(
        account,
        proof,
        expected=ExpectedUnlock(
            unlock_hash=decision.unlock_hash,
            audience=issuer_of(challenge.request.tenant_id),
            transaction=str(challenge.request_id),
            nonce=challenge.nonce,
            challenge=challenge.jws,
            number=decision.number,
        ),
    )


def _approve(
    challenge: Challenge, decision: VerifiedDecision, sent: Answer, unlock: VerifiedUnlock | None
) -> State:
    """An approval counts with the right number and while user, phone and policy stand; a wrong number ends it."""
    request = challenge.request
    with transaction.atomic():
        user = lock_user(challenge.phone_account.user_id)
        account = lock_account(challenge.phone_account_id)
        check_standing(user, account, request, rules_of(account))
        # SP 800-63B: the claimant carries the number to the phone, and gets one try (T02).
        is_right = request.match == "approve" or hmac.compare_digest(decision.number or "", request.number)
        if is_right:
            _move(challenge, State.APPROVED, decided_by=account.pk)
            _use(account, unlock, place=request.context.get("place", ""))
        else:
            _move(challenge, State.WRONG_NUMBER, decided_by=account.pk)
        _keep(challenge, decision, sent, unlock=unlock)
    if not is_right:
        raise WrongNumber(f"request {request.pk}")
    return State.APPROVED


def _move(challenge: Challenge, target: State, *, decided_by: uuid.UUID | None = None) -> None:
    by = challenge.phone_account.phone_id
    if not move(challenge.request, target, by=by, decided_by=decided_by):
        raise why_not(challenge.request)
    # The others take it off their screens, as when its browser cancels.
    announce.person_has_news(challenge.phone_account.user_id)


def _use(account: PhoneAccount, unlock: VerifiedUnlock | None, *, place: str) -> None:
    _note_use(account.pk, place, unlock.sign_count if unlock else account.unlock_sign_count)


@changed_once
def _note_use(account: uuid.UUID, place: str, sign_count: int, /) -> Move:
    used = {"last_used_at": Now(), "last_used_place": place, "unlock_sign_count": sign_count}
    return PhoneAccount.objects.filter(pk=account), used


def _keep(
    challenge: Challenge, decision: VerifiedDecision, sent: Answer, *, unlock: VerifiedUnlock | None
) -> None:
    """Keeps what was signed as evidence: it can be verified later against the keys of then."""
    _kept(challenge.pk, sent.decision, decision.jti, sent.unlock if unlock else None)


@changed_once
def _kept(challenge: int, decision: str, jti: str, unlock_proof: dict[str, Any] | None, /) -> Move:
    answer = {"decision": decision, "decision_jti": jti, "unlock_proof": unlock_proof, "decided_at": Now()}
    return Challenge.objects.filter(pk=challenge), answer
