"""A phone's person calls it something else from its app (D03)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.tenants.names import LONGEST_NAME
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from devices.phones.naming import MOST_RENAMED
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.letters import carry_letters
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of, row_of
from tests.support.rows import everything

pytestmark = pytest.mark.both_databases


def called(phone: SigningPhone) -> list[str]:
    """What the server calls this phone, for each account on it."""
    return [listed["phone_name"] for listed in phone.refresh()["accounts"]]


def test_the_app_renames_its_phone_for_one_person_and_nobody_is_told_but_the_audit_log(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # D03
    bo = phone.add(make_person(ann.tenant, "bo"), enable=False)
    carry_letters()

    phone.rename(account, " Work\u202e phone ")

    assert called(phone) == ["Work phone", "Ann's phone"]
    assert row_of(bo).name == "Ann's phone"
    [event] = AuditEvent.objects.filter(tag="user:phone:renamed")
    assert (event.subject, event.actor) == (ann, ann)
    assert event.details == {"changed": {"phone": ["Ann's phone", "Work phone"]}}
    assert carry_letters() == []


def test_a_name_that_another_phone_of_theirs_has_gets_a_number(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # D03
    phone_of(ann, label="Work phone")

    phone.rename(account, "Work phone")

    assert called(phone) == ["Work phone 2"]


def test_a_name_of_which_nothing_is_seen_changes_nothing(
    phone: SigningPhone, account: AccountOnPhone
) -> None:  # T26
    phone.rename(account, "\u202e\u2060")

    assert called(phone) == ["Ann's phone"]


@pytest.mark.parametrize(
    "name", [" ", "", "x" * (LONGEST_NAME + 1), 7, None, ["Work phone"]], ids=lambda name: repr(name)[:12]
)
def test_what_is_no_name_or_too_long_is_refused_and_leaves_no_trace(
    name: str, phone: SigningPhone, account: AccountOnPhone
) -> None:  # D03 T11
    before = everything()

    with pytest.raises(CallRefused) as refused:
        phone.rename(account, name)

    assert (refused.value.status, refused.value.code) == (400, "malformed")
    assert everything() == before


def test_names_fill_the_log_of_nobody(phone: SigningPhone, account: AccountOnPhone) -> None:  # D03 T39
    for at in range(MOST_RENAMED):
        phone.rename(account, f"Phone {at}")

    with pytest.raises(CallRefused) as refused:
        phone.rename(account, "One more")

    assert (refused.value.status, refused.value.code) == (429, "too_many_tries")
    assert AuditEvent.objects.filter(tag="user:phone:renamed").count() == MOST_RENAMED


def test_an_account_that_has_not_passed_its_test_names_nothing(
    phone: SigningPhone, account: AccountOnPhone
) -> None:  # T18
    PhoneAccount.objects.update(confirmed=False)

    with pytest.raises(CallRefused) as refused:
        phone.rename(account, "Mine")

    assert (refused.value.status, refused.value.code) == (404, "not_found")
    assert row_of(account).name == "Ann's phone"
