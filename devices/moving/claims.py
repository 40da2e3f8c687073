"""The new phone's half: claiming the code, and what it may add by now."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.secrets import digest_of
from accounts.tenants.names import shown
from devices.challenge_keys.services import issuer_of, signing_key
from devices.enrolment.claims import Claimed, claimed_as
from devices.enrolment.refusals import PhoneAlreadyKnown
from devices.enrolment.services import DeviceKey
from devices.enrolment.state import State as Enrolled
from devices.moving import events
from devices.moving.models import Move, MovedAccount
from devices.moving.refusals import MoveCodeExpired, MoveCodeUsed, NoMove, SamePhone, UnknownMoveCode
from devices.moving.services import LIFE, movable, note
from devices.moving.state import State
from devices.news import announce
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.challenges import Binding, MoveChallenge, sign_challenge


def claim(code: str, *, by: DeviceKey, phone: Phone | None, now: datetime) -> Move:
    """Claims a move for this key; to every other the code is dead afterwards. The same key is told the same again."""
    digest = digest_of(code)
    move = Move.objects.select_related("old_phone").filter(code_digest=digest).first()
    if move is None:
        raise UnknownMoveCode("no such code")
    if move.old_phone.thumbprint == by.thumbprint:
        raise SamePhone(f"move {move.pk}")
    if phone is None and Phone.objects.filter(thumbprint=by.thumbprint).exists():
        raise PhoneAlreadyKnown("a known device key claimed without its token")
    accounts = movable(move.old_phone)
    # By itself: making a tenant's first key locks the tenant.
    for account in accounts:
        signing_key(account.user.tenant)
    with transaction.atomic():
        offered = Move.objects.filter(pk=move.pk, state=State.OFFERED, expires_at__gt=Now())
        if offered.update(
            state=State.CLAIMED,
            thumbprint=by.thumbprint,
            device_key=by.jwk,
            label=shown(by.label) or str(_("A phone")),
            salt=secrets.token_urlsafe(32),
            expires_at=now + LIFE,
        ):
            move.refresh_from_db()
            _ask_old_phone(move, accounts, now=now)
            return move
    return _claimed_before(move, by=by, accounts=accounts)


def _ask_old_phone(move: Move, accounts: list[PhoneAccount], *, now: datetime) -> None:
    for account in accounts:
        nonce = secrets.token_urlsafe(32)
        jws = _challenge(move, account, nonce=nonce, now=now)
        MovedAccount.objects.create(move=move, account=account, nonce=nonce, challenge=jws)
    note(events.CLAIMED, accounts)
    announce.phones_have_news([move.old_phone_id], "accounts_changed")


def _claimed_before(move: Move, *, by: DeviceKey, accounts: list[PhoneAccount]) -> Move:
    open_one = Move.objects.filter(pk=move.pk, state=State.CLAIMED, expires_at__gt=Now())
    mine = open_one.filter(thumbprint=by.thumbprint).select_related("old_phone").first()
    if mine is not None:
        return mine
    if not open_one.exists():
        raise MoveCodeExpired(f"move {move.pk}")
    with transaction.atomic():
        # The first of them says it: whoever has seen the code writes its person no more than one letter by it.
        if open_one.filter(second_claim_at=None).update(second_claim_at=Now()):
            note(events.CLAIMED_AGAIN, accounts)
            announce.phones_have_news([move.old_phone_id], "accounts_changed")
    raise MoveCodeUsed(f"move {move.pk}")


def claimed_move(move_id: uuid.UUID, *, thumbprint: str) -> Move:
    """The move that this key claimed, while it goes on."""
    rows = Move.objects.filter(pk=move_id, thumbprint=thumbprint, state=State.CLAIMED, expires_at__gt=Now())
    move = rows.select_related("old_phone").first()
    if move is None:
        raise NoMove(f"move {move_id}")
    return move


def to_add(move: Move) -> list[Claimed]:
    """What the old phone has confirmed and the new one has not answered yet."""
    phone = Phone.objects.filter(thumbprint=move.thumbprint).first()
    rows = move.accounts.filter(
        enrolment__state=Enrolled.CLAIMED,
        enrolment__phone_account=None,
        enrolment__expires_at__gt=Now(),
    )
    return [
        claimed_as(moved.enrolment, phone)
        for moved in rows.select_related("enrolment__user__tenant").order_by("pk")
        if moved.enrolment is not None
    ]


def _challenge(move: Move, account: PhoneAccount, *, nonce: str, now: datetime) -> str:
    binding = Binding(
        issuer=issuer_of(account.user.tenant_id),
        audience=str(move.old_phone_id),
        transaction=str(move.pk),
        nonce=nonce,
        jti=secrets.token_urlsafe(16),
        issued_at=int(now.timestamp()),
        expires_at=int((now + LIFE).timestamp()),
    )
    challenge = MoveChallenge(
        binding=binding, account=str(account.pk), phone=move.thumbprint, label=move.label, salt=move.salt
    )
    return sign_challenge(challenge=challenge, key=signing_key(account.user.tenant))
