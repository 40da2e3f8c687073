"""T17, T12: keys renewed, tokens rotated and locks changed at the same moment."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.phones.keys.renewing import Renewal, renew
from devices.phones.models import Phone
from devices.phones.refusals import UnknownDeviceToken
from devices.phones.services import change_unlock
from devices.phones.tokens import key_for, phone_of_token, rotate, settle
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.unlocks import VerifiedUnlockKey
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.keys import renewal_of
from tests.support.phones import SigningPhone, phone_of

pytestmark = pytest.mark.both_databases


def knows(token: str) -> bool:
    """Used as a call does. False: a sibling that died quietly."""
    try:
        settle(phone_of_token(token), token)
    except UnknownDeviceToken:
        return False
    return True


def renewing(phone: SigningPhone, key: SigningKey) -> functools.partial[str | None]:
    return functools.partial(renew, phone.row, Renewal(**renewal_of(phone, device=key)))


def test_t17_of_rotations_and_renewals_at_once_one_is_good_and_the_others_die_quietly(
    ann: User, threads: Crowd
) -> None:
    for _ in range(3):
        phone = phone_of(ann)
        renewed = [SigningKey.generate() for _ in range(4)]
        calls: list[Any] = [renewing(phone, key) for key in renewed]
        calls += [functools.partial(rotate, phone.row)] * 4

        tokens = threads.run(calls)

        [good] = [token for token in tokens if knows(token)]
        row = Phone.objects.get(pk=phone.id)
        at = tokens.index(good)
        expected = renewed[at] if at < len(renewed) else phone.key
        assert (row.state, row.thumbprint, key_for(row, good)) == (
            "active",
            expected.thumbprint,
            expected.thumbprint,
        )
    assert not AuditEvent.objects.filter(tag="user:phone:suspended").exists()


def test_t17_the_same_renewal_many_times_at_once_is_one(ann: User, threads: Crowd) -> None:
    phone, key = phone_of(ann), SigningKey.generate()

    tokens = threads.run([renewing(phone, key)] * AT_ONCE)

    [token] = set(tokens)
    settle(phone_of_token(token), token)
    assert Phone.objects.get().thumbprint == key.thumbprint


def test_t17_a_new_device_key_used_many_times_at_once_is_the_phones(ann: User, threads: Crowd) -> None:
    phone, key = phone_of(ann), SigningKey.generate()
    token = renewing(phone, key)()
    assert token is not None

    outcomes = threads.run([functools.partial(knows, token)] * AT_ONCE)

    assert set(outcomes) == {True}
    row = Phone.objects.get()
    assert (row.state, row.thumbprint, row.former_keys.count()) == ("active", key.thumbprint, 1)


def test_t12_of_many_changes_of_a_lock_at_once_one_is_made(ann: User, threads: Crowd) -> None:
    phone = phone_of(ann)
    account = phone.row.accounts.select_related("user__tenant", "phone").get()
    keys = [SigningKey.generate() for _ in range(AT_ONCE)]
    wanted = [
        VerifiedUnlockKey(
            mode="pin",
            credential_id=key.thumbprint,
            public_key=jwk_to_text(key.public_jwk),
            sign_count=0,
        )
        for key in keys
    ]

    before = account.unlock_credential_id
    outcomes = threads.run([functools.partial(change_unlock, account, key, before=before) for key in wanted])

    assert sum(not isinstance(one, Exception) for one in outcomes) == 1
    assert account.former_keys.count() == 1
