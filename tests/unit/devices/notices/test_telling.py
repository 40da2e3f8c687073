"""Phones are woken for a notice: once for what happens together, so often an hour, and none that was removed."""

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.audit.log import record
from accounts.throttle import memory
from accounts.throttle.models import TryCount
from accounts.users.events import DEFAULT_CHANGED, RELEASED
from accounts.users.models import User
from devices.notices.telling import MOST, wake_phones
from devices.phones.services import remove_account
from devices.push.contract import Wake
from tests.support.chromium_push import Says
from tests.support.limits import forget_tries
from tests.support.people import make_person
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.push_service import PushService
from tests.support.waking import address_of, wakeable

pytestmark = pytest.mark.django_db
TASK = "devices.notices.telling.wake_phones"


def happen(person: User) -> None:
    record(RELEASED, tenant=person.tenant, subject=person)


def due() -> int:
    return DBTaskResult.objects.filter(task_path=TASK).count()


def start_anew() -> None:
    """Nothing has happened lately."""
    DBTaskResult.objects.all().delete()
    forget_tries()


def test_what_happens_together_wakes_once(ann: User, phone: SigningPhone) -> None:
    start_anew()

    for _time in range(3):
        happen(ann)

    assert due() == 1


def test_what_nobody_need_learn_wakes_nobody(ann: User, phone: SigningPhone) -> None:
    start_anew()

    record(DEFAULT_CHANGED, tenant=ann.tenant, subject=ann, method="phone")

    assert due() == 0


def test_who_has_no_phone_is_woken_nowhere(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")
    start_anew()

    happen(bo)

    assert due() == 0


def test_nobody_is_woken_more_than_so_often_an_hour(ann: User, phone: SigningPhone) -> None:
    start_anew()
    for _time in range(MOST):
        happen(ann)
        TryCount.objects.filter(most=1).delete()
        memory.forget()

    happen(ann)

    assert due() == MOST


def test_what_arrives_says_that_there_is_a_notice_and_nothing_of_it(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    # A03
    subscription = wakeable(phone, push_service)
    happen(ann)

    wake_phones.call(str(ann.pk))

    [said] = push_service.received(subscription)
    shown = said["notification"]
    assert shown["data"] == {"v": 1, "what": "notice", "r": ""}
    assert shown["tag"] == "notice"
    assert shown["navigate"].endswith("/authenticator/")
    assert "app_badge" not in said
    assert str(ann.username) not in str(said)


def test_a_phone_that_was_removed_meanwhile_is_not_woken(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    # D07, T19
    subscription = wakeable(phone, push_service)
    happen(ann)
    remove_account(account_of(ann), actor=None)

    wake_phones.call(str(ann.pk))

    assert push_service.received(subscription) == []


def test_one_that_cannot_be_woken_keeps_no_other_asleep(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    gone = wakeable(phone, push_service)
    other = phone_of(ann)
    reached = wakeable(other, push_service)
    push_service.says_to[gone.token] = Says(410)

    wake_phones.call(str(ann.pk))

    assert len(push_service.received(reached)) == 1
    assert address_of(phone).state == "gone"


def test_a_notice_has_a_name_of_its_own_among_notifications() -> None:
    assert Wake(what="notice", seconds_left=1).tag == "notice"
