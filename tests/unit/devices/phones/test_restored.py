"""After a restore a phone is known by its key; two copies are found out as ever (T17, H05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import clock
from accounts.users.models import User
from devices.phones.models import Phone
from devices.phones.tokens import RECOGNISED_BY_KEY_FOR
from devices.simulator.calls import CallRefused
from tests.support.phones import SigningPhone

UNKNOWN = "n" * 43

pytestmark = pytest.mark.both_databases


def restored(*, days_ago: float = 0) -> None:
    Phone.objects.update(restored_at=clock.now() - timedelta(days=days_ago, seconds=1))


def refusal_of(phone: SigningPhone) -> str:
    with pytest.raises(CallRefused) as refused:
        phone.refresh()
    return refused.value.code


def test_h05_a_phone_that_has_gone_on_goes_on(ann: User, phone: SigningPhone) -> None:  # H05
    restored()
    phone.calls.token = UNKNOWN

    phone.refresh()
    phone.rotate_token()
    phone.refresh()

    assert phone.row.state == Phone.State.ACTIVE


def test_t17_a_copy_of_before_sounds_the_alarm(ann: User, phone: SigningPhone) -> None:  # T17
    before = phone.token
    restored()
    phone.calls.token = UNKNOWN
    phone.refresh()
    restored(days_ago=RECOGNISED_BY_KEY_FOR.days)

    phone.calls.token = before

    assert refusal_of(phone) == "phone_suspended"
    assert phone.row.state == Phone.State.SUSPENDED


def test_t17_a_second_token_that_nobody_knows_is_a_copys(ann: User, phone: SigningPhone) -> None:  # T17
    restored()
    phone.calls.token = UNKNOWN
    phone.refresh()
    phone.refresh()

    phone.calls.token = "m" * 43

    assert refusal_of(phone) == "phone_suspended"
    assert phone.row.state == Phone.State.SUSPENDED


def test_t17_the_next_restore_makes_room_for_one_more(ann: User, phone: SigningPhone) -> None:  # T17
    restored()
    phone.calls.token = UNKNOWN
    phone.refresh()
    Phone.objects.update(restored_at=clock.now() + timedelta(seconds=1))

    phone.calls.token = "m" * 43
    phone.refresh()

    assert phone.row.state == Phone.State.ACTIVE


def test_t17_that_a_phone_was_stopped_is_told_to_its_key_alone(ann: User, phone: SigningPhone) -> None:  # T17
    restored()
    Phone.objects.update(state=Phone.State.SUSPENDED)
    stranger = SigningPhone()
    phone.calls.token = stranger.calls.token = UNKNOWN
    stranger.key.public_jwk.update(phone.key.public_jwk)

    assert refusal_of(stranger) != "phone_suspended"
    assert refusal_of(phone) == "phone_suspended"


def test_t17_where_nothing_was_restored_a_key_alone_is_not_enough(
    ann: User, phone: SigningPhone
) -> None:  # T17
    phone.calls.token = UNKNOWN

    assert refusal_of(phone) == "token_unknown"


def test_t17_a_key_is_enough_for_a_while_only(ann: User, phone: SigningPhone) -> None:  # T17
    restored(days_ago=RECOGNISED_BY_KEY_FOR.days)
    phone.calls.token = UNKNOWN

    assert refusal_of(phone) == "token_unknown"


def test_t17_what_is_not_proven_changes_nothing(ann: User, phone: SigningPhone) -> None:  # T17
    """Somebody who knows the public key, and signs with another."""
    restored()
    before = phone.row.token_digest
    stranger = SigningPhone()
    stranger.calls.token = UNKNOWN
    stranger.key.public_jwk.update(phone.key.public_jwk)

    refused = refusal_of(stranger)

    assert refused != "phone_suspended"
    assert phone.row.token_digest == before
    phone.refresh()


def test_a_proof_that_cannot_be_read_is_of_an_unknown_token(ann: User, phone: SigningPhone) -> None:
    restored()
    phone.calls.token = UNKNOWN
    phone.calls.proof = lambda **_said: "no.proof.atall"  # type: ignore[method-assign]

    assert refusal_of(phone) == "token_unknown"
