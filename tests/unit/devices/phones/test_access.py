"""The gates: nobody reaches somebody else's account on a phone, and none that has ended."""

import uuid

import pytest

from accounts.refusals import NotYours
from accounts.users.models import User
from devices.phones.access import account_of, account_on, lock_account, standing_accounts, usable_accounts
from devices.phones.models import Phone, PhoneAccount
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def account(phone: SigningPhone) -> PhoneAccount:
    return phone.row.accounts.get()


def test_a_persons_own_account_is_found(ann: User, phone: SigningPhone, account: PhoneAccount) -> None:
    assert account_of(ann, account.pk) == account
    assert account_on(phone.row, account.pk) == account
    assert list(usable_accounts(ann)) == [account]


def test_t09_nobody_elses_is_found_and_none_at_all_looks_the_same(ann: User, account: PhoneAccount) -> None:
    for stranger in (make_person(ann.tenant, "bea"), make_person(make_tenant("sundby"))):
        other = phone_of(stranger)
        for unreachable in (account.pk, uuid.uuid4()):
            with pytest.raises(NotYours) as by_person:
                account_of(stranger, unreachable)
            with pytest.raises(NotYours) as by_phone:
                account_on(other.row, unreachable)
            assert by_person.value.code == by_phone.value.code == "not_found"


def test_an_account_that_has_ended_is_not_there(
    ann: User, phone: SigningPhone, account: PhoneAccount
) -> None:
    PhoneAccount.objects.update(state="ended")

    with pytest.raises(NotYours):
        account_of(ann, account.pk)
    with pytest.raises(NotYours):
        account_on(phone.row, account.pk)


def test_b04_one_that_has_not_passed_its_test_counts_only_on_its_phone(
    ann: User, phone: SigningPhone, account: PhoneAccount
) -> None:
    PhoneAccount.objects.update(confirmed=False)

    assert list(standing_accounts(ann)) == []
    assert account_on(phone.row, account.pk) == account


@pytest.mark.parametrize("model", [Phone, PhoneAccount])
def test_a_suspended_one_is_listed_and_not_usable(
    model: type[Phone | PhoneAccount], ann: User, account: PhoneAccount
) -> None:
    model.objects.update(state="suspended")

    assert list(standing_accounts(ann)) == [account]
    assert list(usable_accounts(ann)) == []


def test_locking_an_account_that_is_gone_is_refused(db: None) -> None:
    with pytest.raises(NotYours):
        lock_account(uuid.uuid4())
