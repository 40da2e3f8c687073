"""T18, T10: a move that many phones claim at once, and one word of the old phone sent many times at once."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

import pytest

from accounts import clock
from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.enrolment.services import DeviceKey
from devices.moving.claims import claim
from devices.moving.confirming import confirm
from devices.moving.models import Move, MovedAccount
from devices.moving.services import begin, stop
from devices.signatures.jws.kinds import MOVE_CHALLENGE
from tests.security.conftest import AT_ONCE
from tests.support import moving
from tests.support.asking import CONTEXT
from tests.support.at_once import Crowd
from tests.support.phones import SigningPhone, phone_of

pytestmark = pytest.mark.both_databases


def names(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(one).__name__ for one in outcomes)


def key_of(phone: SigningPhone) -> DeviceKey:
    return DeviceKey(phone.key.public_jwk, phone.key.thumbprint, phone.label)


def claims(phone: SigningPhone, code: str) -> Move:
    return claim(code, by=key_of(phone), phone=None, now=clock.now())


def word_of(old: SigningPhone) -> dict[str, Any]:
    """What the old phone sends for its one account, signed and unlocked."""
    [account] = old.accounts.values()
    kept = MovedAccount.objects.latest("pk")
    challenge = old.challenge_keys.verify(text=kept.challenge, kind=MOVE_CHALLENGE, expected_audience=old.id)
    proof = moving.proof_for(old, account, challenge)
    return {
        "account_id": kept.account_id,
        "message": moving.signed(old, challenge, unlock_hash=proof.digest),
        "unlock": proof.sent,
    }


def says(old: SigningPhone, word: dict[str, Any]) -> MovedAccount:
    return confirm(old.row, **word, context=CONTEXT, now=clock.now())


def test_b14_of_many_phones_that_claim_at_once_one_wins(ann: User, threads: Crowd) -> None:
    old = phone_of(ann)
    for _ in range(4):
        code = begin(old.row, now=clock.now())
        phones = [SigningPhone() for _ in range(AT_ONCE)]

        outcomes = threads.run([functools.partial(claims, phone, code) for phone in phones])

        assert names(outcomes) == {"Move": 1, "MoveCodeUsed": AT_ONCE - 1}
        move = Move.objects.latest("created_at")
        assert move.thumbprint in {phone.key.thumbprint for phone in phones}
        assert move.accounts.count() == 1, "the old phone is asked once"


def test_b14_one_word_sent_many_times_at_once_adds_one_account(ann: User, threads: Crowd) -> None:
    old = phone_of(ann)
    claims(SigningPhone(), begin(old.row, now=clock.now()))
    word = word_of(old)

    outcomes = threads.run([functools.partial(says, old, word) for _ in range(AT_ONCE)])

    assert names(outcomes) == {"MovedAccount": AT_ONCE}
    assert Enrolment.objects.filter(is_at_hand=True).count() == 1


def test_b14_stopped_while_it_is_confirmed_nothing_stays_open(ann: User, threads: Crowd) -> None:
    old = phone_of(ann)
    for _ in range(4):
        claims(SigningPhone(), begin(old.row, now=clock.now()))
        word = word_of(old)

        threads.run([functools.partial(says, old, word), functools.partial(stop, old.row)])

        assert not Enrolment.objects.filter(state__in=("offered", "claimed")).exists()
        assert not Move.objects.exclude(state="ended").exists()
