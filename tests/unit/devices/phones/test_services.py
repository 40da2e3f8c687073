"""Enabling, unregistering, setting a lock, losing and removing a phone."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.services import change_default, disable
from devices.phones.models import Phone, PhoneAccount
from devices.phones.refusals import (
    AnotherAccountRegistered,
    CannotEnable,
    NoUnlock,
    PolicyOff,
    TwoStepMissing,
    UnlockAlreadySet,
    UnlockNotAllowed,
)
from devices.phones.services import (
    change_unlock,
    enable_phone_sign_in,
    remove_account,
    set_unlock,
    suspend_account,
    unregister,
)
from devices.signatures.encoding import encode
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.passkeys.credentials import LONGEST_CREDENTIAL_ID
from devices.signatures.unlocks import VerifiedUnlockKey
from tests.support import invariants
from tests.support.people import (
    change_policy,
    forget_policy,
    make_person,
    make_personal,
    make_tenant,
    take_out_of_use,
    turn_off,
)
from tests.support.phones import SigningPhone, phone_of, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def account_of(user: User, **phone: object) -> PhoneAccount:
    made = phone_of(user, **{"enable": False, **phone})  # type: ignore[arg-type]  # phone_of's own
    return made.row.accounts.select_related("phone", "user__tenant__policy").get()


def epoch_of(user: User) -> int:
    return User.objects.get(pk=user.pk).session_epoch


def told(tag: str) -> int:
    return AuditEvent.objects.filter(tag=tag).count()


@pytest.fixture
def other_unlock() -> VerifiedUnlockKey:
    key = SigningKey.generate()
    return VerifiedUnlockKey(
        mode="pin", credential_id=key.thumbprint, public_key=jwk_to_text(key.public_jwk), sign_count=0
    )


def test_b06_enabling_makes_the_phone_the_default_way_and_tells_it_once(ann: User) -> None:
    account = account_of(ann)
    change_default(ann, method="password", can_start=True)

    enable_phone_sign_in(account)
    enable_phone_sign_in(account)

    account.refresh_from_db()
    assert account.phone_sign_in
    assert User.objects.get(pk=ann.pk).default_method == "phone"
    assert told("user:phone:sign_in_enabled") == 1


def test_b01_without_the_policy_it_cannot_be_enabled(ann: User) -> None:
    account = account_of(ann)
    turn_off(ann.tenant, "phone")

    with pytest.raises(PolicyOff):
        enable_phone_sign_in(account)

    account.refresh_from_db()
    assert not account.phone_sign_in


def test_nothing_configured_means_no(ann: User) -> None:
    account = account_of(ann)
    forget_policy(ann.tenant)

    with pytest.raises(PolicyOff):
        enable_phone_sign_in(account)


def test_somebody_disabled_or_of_a_closed_organisation_cannot_enable_it(ann: User) -> None:
    account = account_of(ann)
    disable(ann, actor=None)
    with pytest.raises(PolicyOff):
        enable_phone_sign_in(account)

    User.objects.filter(pk=ann.pk).update(is_active=True)
    take_out_of_use(ann.tenant)
    with pytest.raises(PolicyOff):
        enable_phone_sign_in(account)


def test_b07_without_a_lock_it_cannot_be_enabled(ann: User) -> None:
    with pytest.raises(NoUnlock):
        enable_phone_sign_in(account_of(ann, unlock=None))


def test_e20_nor_with_a_pin_where_only_the_phones_own_lock_counts(ann: User) -> None:
    account = account_of(ann, unlock="pin")
    change_policy(ann.tenant, unlock="platform")

    with pytest.raises(UnlockNotAllowed):
        enable_phone_sign_in(account)


@pytest.mark.parametrize(
    "standing", [{"confirmed": False}, {"state": "suspended"}, {"state": "ended"}], ids=repr
)
def test_b06_nor_for_an_account_that_does_not_stand(standing: dict[str, object], ann: User) -> None:
    account = account_of(ann)
    PhoneAccount.objects.update(**standing)

    with pytest.raises(TwoStepMissing):
        enable_phone_sign_in(account)


def test_b06_nor_on_a_suspended_phone(ann: User) -> None:
    account = account_of(ann)
    Phone.objects.update(state="suspended")

    with pytest.raises(TwoStepMissing):
        enable_phone_sign_in(account)


def test_b09_a_second_organisation_must_wait_until_the_first_is_unregistered(ann: User) -> None:
    phone = SigningPhone()
    first = phone.add(ann)
    second = phone.add(make_person(make_tenant("sundby"), "bea"), enable=False)

    with pytest.raises(AnotherAccountRegistered):
        enable_phone_sign_in(row_of(second))
    unregister(row_of(first))

    assert enable_phone_sign_in(row_of(second)).phone_sign_in


def test_b09_the_operator_may_allow_more(ann: User, settings: Settings) -> None:
    settings.ORG_ACCOUNTS_PER_PHONE = 2
    phone = SigningPhone()
    phone.add(ann)
    second = phone.add(make_person(make_tenant("sundby"), "bea"), enable=False)
    third = phone.add(make_person(make_tenant("ekby"), "cai"), enable=False)

    assert enable_phone_sign_in(row_of(second)).phone_sign_in
    with pytest.raises(AnotherAccountRegistered):
        enable_phone_sign_in(row_of(third))


def test_b09_personal_accounts_neither_count_nor_are_counted(ann: User) -> None:
    phone = SigningPhone()
    home = phone.add(make_person(make_personal()))
    work = phone.add(ann, enable=False)

    assert enable_phone_sign_in(row_of(work)).phone_sign_in
    unregister(row_of(home))
    assert enable_phone_sign_in(row_of(home)).phone_sign_in


def test_b09_an_account_that_has_ended_counts_no_more(ann: User) -> None:
    phone = SigningPhone()
    first = phone.add(ann)
    second = phone.add(make_person(make_tenant("sundby"), "bea"), enable=False)

    remove_account(row_of(first), actor=ann)

    assert enable_phone_sign_in(row_of(second)).phone_sign_in


def test_unregistering_turns_it_off_and_tells_it_once(ann: User) -> None:
    account = account_of(ann, enable=True)

    unregister(account)
    unregister(account)

    account.refresh_from_db()
    assert not account.phone_sign_in
    assert account.is_usable
    assert told("user:phone:unregistered") == 1


def test_a_lock_is_set_once_and_never_replaced(ann: User, other_unlock: VerifiedUnlockKey) -> None:
    """A thief of the opened app must not be able to put a lock of their own in its place."""
    account = account_of(ann, unlock=None)
    set_unlock(account, other_unlock)
    before = PhoneAccount.objects.values().get()

    with pytest.raises(UnlockAlreadySet):
        set_unlock(account, other_unlock)

    assert before["unlock_mode"] == "pin"
    assert PhoneAccount.objects.values().get() == before
    assert told("user:phone:unlock_set") == 1


def test_of_two_changes_of_a_lock_the_second_has_asked_a_lock_that_is_gone(
    ann: User, other_unlock: VerifiedUnlockKey
) -> None:  # T12
    account = account_of(ann, unlock="pin")
    asked = account.unlock_credential_id
    change_unlock(account, other_unlock, before=asked)

    with pytest.raises(UnlockAlreadySet):
        change_unlock(account, replace(other_unlock, credential_id="another"), before=asked)

    assert PhoneAccount.objects.get().unlock_credential_id == other_unlock.credential_id
    assert told("user:phone:unlock_changed") == 1


@pytest.mark.parametrize("verb", [suspend_account, remove_account])
def test_i8_losing_or_removing_a_phone_ends_the_persons_sessions(verb: object, ann: User) -> None:
    account = account_of(ann)
    before = epoch_of(ann)

    verb(account, actor=ann)  # type: ignore[operator]

    account.refresh_from_db()
    assert not account.is_usable
    assert epoch_of(ann) > before
    assert told("user:sessions:ended") == 1


@pytest.mark.parametrize("verb", [suspend_account, remove_account])
def test_i5_doing_it_twice_is_told_once(verb: object, ann: User) -> None:
    account = account_of(ann)

    verb(account, actor=ann)  # type: ignore[operator]
    verb(account, actor=ann)  # type: ignore[operator]

    assert told("user:phone:suspended") + told("user:phone:removed") == 1
    assert told("user:sessions:ended") == 1


def test_t07_an_account_that_has_ended_never_comes_back(ann: User) -> None:
    account = account_of(ann)
    remove_account(account, actor=ann)

    suspend_account(account, actor=ann)

    account.refresh_from_db()
    assert account.state == "ended"


def test_removing_one_account_leaves_the_others_on_the_phone(ann: User) -> None:
    phone = SigningPhone()
    mine, hers = phone.add(ann), phone.add(make_person(ann.tenant, "bea"), enable=False)

    remove_account(row_of(mine), actor=ann)

    assert row_of(hers).is_usable
    invariants.check()


def test_every_refusal_to_enable_is_answered_alike(ann: User) -> None:
    account = account_of(ann, unlock=None)

    with pytest.raises(CannotEnable) as refused:
        enable_phone_sign_in(account)

    assert refused.value.status == 403


def test_the_longest_credential_that_is_accepted_is_kept(ann: User) -> None:
    longest = encode(b"c" * LONGEST_CREDENTIAL_ID)
    key = VerifiedUnlockKey(mode="platform", credential_id=longest, public_key="x", sign_count=0)
    account = account_of(ann, unlock=None)

    set_unlock(account, key)

    assert PhoneAccount.objects.get().unlock_credential_id == longest
    assert PhoneAccount._meta.get_field("unlock_credential_id").max_length == len(longest)
