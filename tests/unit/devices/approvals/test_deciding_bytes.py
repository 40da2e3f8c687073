"""One kind of message is never read as another (T11)."""

import time
from copy import copy

import pytest

from accounts.users.models import User
from devices.approvals.deciding import Answer
from devices.approvals.refusals import (
    BadSignature,
)
from devices.approvals.state import State
from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.kinds import ENROLMENT, UNLOCK, UNLOCK_SETUP, MessageKind
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_answer, build_pin_proof
from tests.support.asking import ask
from tests.support.phones import SigningPhone
from tests.support.rows import everything
from tests.unit.devices.approvals.looking import state_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("kind", [ENROLMENT, UNLOCK, UNLOCK_SETUP], ids=lambda kind: kind.typ)
def test_t11_no_other_signed_message_is_a_decision(kind: MessageKind, ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    said = {"number": request.number} if kind is UNLOCK else {}
    message = build_answer(
        kind=kind,
        key=phone.key,
        issuer=str(phone.row.pk),
        challenge=shown.challenge,
        now=int(time.time()),
        said=said,
    )

    with pytest.raises(MessageMalformed):
        phone.send(request, Answer(message, None))

    assert state_of(request) is State.PENDING


@pytest.mark.parametrize(
    "text", ["", "a.b.c", "." * 3, "\ud800", "é", "a" * 5000, "null"], ids=lambda text: ascii(text[:8])
)
@pytest.mark.parametrize("already", [False, True], ids=["first", "after an answer"])
def test_t11_bytes_that_are_no_message_are_refused_and_change_nothing(
    text: str, already: bool, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    if already:
        phone.send(request, phone.approval(shown, number=request.number))
    before = everything()

    with pytest.raises(MessageMalformed):
        phone.send(request, Answer(text, None))

    assert everything() == before


def test_t11_the_unlock_proof_itself_is_no_approval(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    pin_key = phone.accounts[shown.account_id].unlock
    assert isinstance(pin_key, SigningKey)
    proof = build_pin_proof(
        key=pin_key, challenge=shown.challenge, now=int(time.time()), number=request.number
    )

    with pytest.raises(MessageMalformed):
        phone.send(request, Answer(proof, {"mode": "pin", "proof": proof}))


def test_an_approval_by_another_key_is_refused(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    thief = copy(phone)
    thief.key = SigningKey.generate()

    with pytest.raises(BadSignature):
        phone.send(request, thief.approval(shown, number=request.number))
