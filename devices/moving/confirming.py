"""The old phone's word that one account moves: verified first (pure), then counted under locks, once."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.users.access import lock_user
from devices.approvals.refusals import verifying
from devices.challenge_keys.services import issuer_of
from devices.enrolment.services import DeviceKey, offer_to
from devices.moving import events
from devices.moving.models import MovedAccount
from devices.moving.refusals import MayNotMove, NoMove
from devices.moving.services import may_move, note, open_move
from devices.moving.state import OPEN
from devices.phones.access import lock_account
from devices.phones.keys.unlocking import ExpectedUnlock, verify_unlock
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.setups import verify_move
from devices.signatures.unlocks import VerifiedUnlock


def confirm(
    phone: Phone,
    account_id: uuid.UUID,
    *,
    message: str,
    unlock: dict[str, Any],
    context: dict[str, Any],
    now: datetime,
) -> MovedAccount:
    """Takes the old phone's word for one account. The same message again gets the same answer, and no other does."""
    move = open_move(phone)
    rows = move.accounts.select_related("account__phone", "account__user__tenant", "enrolment")
    moved = rows.filter(account=account_id).first()
    if moved is None:
        raise NoMove(f"move {move.pk}: account {account_id} is not part of it")
    if moved.evidence == message:
        return moved
    with verifying(f"move {move.pk}"):
        unlock_hash = verify_move(
            move=message,
            public_key=phone.device_key,
            expected_phone_id=str(phone.pk),
            expected_audience=issuer_of(moved.account.user.tenant_id),
            expected_move=str(move.pk),
            expected_nonce=moved.nonce,
            expected_challenge=moved.challenge,
        )
        unlocked = _verify_unlock(moved, unlock, unlock_hash=unlock_hash)
    return _count(moved, message, unlocked, context=context, now=now)


def _verify_unlock(moved: MovedAccount, proof: dict[str, Any], *, unlock_hash: str) -> VerifiedUnlock:
    """The proof that the person unlocked: a phone lying open moves nothing."""
    return verify_unlock(
        moved.account,
        proof,
        expected=ExpectedUnlock(
            unlock_hash=unlock_hash,
            audience=issuer_of(moved.account.user.tenant_id),
            transaction=str(moved.move_id),
            nonce=moved.nonce,
            challenge=moved.challenge,
            number=None,
        ),
    )


def _confirmed_before(moved: MovedAccount, message: str) -> MovedAccount:
    """Sent twice at once, as a phone does whose first call seems lost: the second learns what the first did."""
    kept = MovedAccount.objects.select_related("enrolment").filter(pk=moved.pk, evidence=message).first()
    if kept is None:
        raise NoMove(f"move {moved.move_id}: confirmed by another message, or ended meanwhile")
    return kept


@transaction.atomic
def _count(
    moved: MovedAccount, message: str, unlocked: VerifiedUnlock, *, context: dict[str, Any], now: datetime
) -> MovedAccount:
    user = lock_user(moved.account.user_id)
    account = lock_account(moved.account_id)
    account.user = user
    # Looked at only now: whoever suspends, blocks or turns off waits for this, or this is refused (T08).
    if not may_move(account):
        raise MayNotMove(f"account {account.pk}: it, its person or the policy no longer stands")
    waiting = MovedAccount.objects.filter(
        pk=moved.pk, evidence="", move__state__in=OPEN, move__device_key__isnull=False
    )
    if not waiting.update(evidence=message):
        return _confirmed_before(moved, message)
    PhoneAccount.objects.filter(pk=account.pk).update(unlock_sign_count=unlocked.sign_count)
    move = moved.move
    new_phone = DeviceKey(move.device_key or {}, move.thumbprint, move.label)
    moved.evidence = message
    moved.enrolment = offer_to(new_phone, user, context=context, turns_on=account.phone_sign_in, now=now)
    moved.save(update_fields=["enrolment"])
    note(events.CONFIRMED, [account])
    return moved
