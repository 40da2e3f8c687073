"""A lock set up later, for an account that has none (B07)."""

import time
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.utils import timezone

from accounts.users.models import User
from devices.approvals.refusals import BadSignature
from devices.enrolment.refusals import NotClaimedByThisPhone, UnlockModeRefused
from devices.enrolment.unlocks import set_up_unlock, unlock_options
from devices.phones.models import PhoneAccount
from devices.phones.refusals import UnlockAlreadySet
from devices.signatures.jws.kinds import UNLOCK_CHALLENGE
from devices.simulator.messages import build_setup
from devices.simulator.unlocking import UnlockMode, make_unlock
from tests.support.people import change_policy
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def bare(ann: User) -> SigningPhone:
    return phone_of(ann, unlock=None, enable=False)


def account_of(phone: SigningPhone) -> PhoneAccount:
    return phone.row.accounts.select_related("phone", "user__tenant__policy").get()


def setup_of(phone: SigningPhone, mode: UnlockMode, **overrides: Any) -> tuple[str, dict[str, Any]]:
    """What the phone sends to set up its lock, for the challenge it has just asked for."""
    account = account_of(phone)
    text, options = unlock_options(account, now=timezone.now())
    challenge = phone.challenge_keys.verify(text=text, kind=UNLOCK_CHALLENGE, expected_audience=phone.id)
    _made, proof = make_unlock(
        mode=mode,
        challenge=challenge,
        creation_options=options,
        origin=configured.PUBLIC_URL,
        now=int(time.time()),
    )
    setup = build_setup(
        key=phone.key,
        phone_id=phone.id,
        challenge=challenge,
        now=int(time.time()),
        unlock_hash=proof.digest,
        overrides=overrides,
    )
    return setup, proof.sent


@pytest.mark.parametrize("mode", ["pin", "platform", "hardware"])
def test_b07_a_lock_can_be_set_up_later(mode: UnlockMode, bare: SigningPhone) -> None:
    change_policy(account_of(bare).user.tenant, unlock_hardware="any")
    setup, sent = setup_of(bare, mode)

    account = set_up_unlock(account_of(bare), setup=setup, unlock=sent)

    assert account.unlock_mode == mode
    assert account_of(bare).unlock_public_key


def test_t10_the_same_setup_again_is_refused(bare: SigningPhone) -> None:
    setup, sent = setup_of(bare, "pin")
    set_up_unlock(account_of(bare), setup=setup, unlock=sent)

    with pytest.raises(UnlockAlreadySet):
        set_up_unlock(account_of(bare), setup=setup, unlock=sent)


def test_t12_a_lock_that_is_there_is_not_replaced_without_its_own_proof(ann: User) -> None:
    phone = phone_of(ann, unlock="pin")
    setup, sent = setup_of(phone, "pin")

    with pytest.raises(UnlockAlreadySet):
        set_up_unlock(account_of(phone), setup=setup, unlock=sent)


def test_without_an_open_challenge_nothing_is_set(bare: SigningPhone) -> None:
    setup, sent = setup_of(bare, "pin")
    caches["ledger"].clear()

    with pytest.raises(NotClaimedByThisPhone):
        set_up_unlock(account_of(bare), setup=setup, unlock=sent)


def test_a_newer_challenge_makes_the_answer_to_the_older_worthless(bare: SigningPhone) -> None:
    setup, sent = setup_of(bare, "pin")
    unlock_options(account_of(bare), now=timezone.now())

    with pytest.raises(BadSignature):
        set_up_unlock(account_of(bare), setup=setup, unlock=sent)


@pytest.mark.parametrize(
    "forged", [{"iss": "another"}, {"txn": "another"}, {"chh": "A" * 43}, {"unlock_hash": "A" * 43}], ids=repr
)
def test_a_setup_is_bound_to_phone_account_challenge_and_lock(
    forged: dict[str, Any], bare: SigningPhone
) -> None:
    setup, sent = setup_of(bare, "pin", **forged)

    with pytest.raises(BadSignature):
        set_up_unlock(account_of(bare), setup=setup, unlock=sent)

    assert account_of(bare).unlock_mode == ""


def test_e20_a_pin_is_refused_where_only_the_phones_own_lock_counts(bare: SigningPhone) -> None:
    setup, sent = setup_of(bare, "pin")
    change_policy(account_of(bare).user.tenant, unlock="platform")

    with pytest.raises(UnlockModeRefused):
        set_up_unlock(account_of(bare), setup=setup, unlock=sent)


def test_t09_one_accounts_setup_sets_up_no_other(ann: User, bare: SigningPhone) -> None:
    setup, sent = setup_of(bare, "pin")
    other = phone_of(ann, unlock=None, enable=False)
    unlock_options(account_of(other), now=timezone.now())

    with pytest.raises(BadSignature):
        set_up_unlock(account_of(other), setup=setup, unlock=sent)
