"""H09: the judge sees what was lost: something acknowledged is taken away by hand, and it must say so."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from accounts.audit.log import record
from accounts.sessions.models import Session
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import MOVED
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from tests.chaos.judge import Whose, judge
from tests.chaos.told import Told
from tests.support.asking import ask
from tests.support.pages import browser, sign_in_by_phone
from tests.support.phones import SigningPhone
from tests.support.push_service import Push, PushService
from tests.support.senders import an_outbox, id_of, make_due, wake
from tests.support.waking import wakeable

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="what breaks here is a PostgreSQL"),
]


@pytest.fixture
def window(ann: User, phone: SigningPhone) -> Client:
    """A browser in which Ann has signed in by her phone."""
    window = browser()
    sign_in_by_phone(window, ann, phone)
    return window


@pytest.fixture
def told(window: Client, ann: User, phone: SigningPhone) -> Told:
    """What was acknowledged of that: everything still holds."""
    told = Told()
    told.is_in(key_of(window), ann.username)
    told.answered(
        ApprovalRequest.objects.get(state=State.CONSUMED, kind=kinds.SIGN_IN.key).pk, State.APPROVED
    )
    told.has(next(iter(phone.accounts)))
    assert found(told) == ""
    return told


def key_of(window: Client) -> str:
    return window.cookies[settings.SESSION_COOKIE_NAME].value


def found(told: Told, pushes: Iterable[Push] = (), whose: Whose | None = None) -> str:
    return "\n".join(judge(told, pushes, whose or {}, whole=False))


def test_h09_a_session_that_somebody_was_told_of_is_lost(told: Told) -> None:
    Session.objects.exclude(user=None).delete()

    assert "who_was_told_that_they_are_in_is_in: ann" in found(told)


def test_h09_somebody_who_signed_out_is_in(told: Told, window: Client) -> None:
    told.leaves(key_of(window))
    assert found(told) == ""

    told.is_out(key_of(window))

    assert "who_was_told_that_they_are_out_is_out" in found(told)


def test_h09_a_session_that_nobody_approved(told: Told, window: Client) -> None:
    row = Session.objects.exclude(user=None).get()
    row.pk, row.session_key = uuid.uuid4(), "another"
    row.save(force_insert=True)

    assert "nobody_is_in_without_a_request: 2 sessions of 1 requests" in found(told)


def test_h09_an_answer_of_a_phone_is_lost(told: Told) -> None:
    told.answered(uuid.uuid4(), State.APPROVED)

    assert "i3_no_answer_that_counted_is_lost" in found(told)


def test_h09_a_request_is_used_twice(told: Told, ann: User) -> None:
    request = ApprovalRequest.objects.get(state=State.CONSUMED, kind=kinds.SIGN_IN.key)
    record(MOVED[State.CONSUMED], tenant=ann.tenant, subject=ann, request=str(request.pk))

    said = found(told)

    assert "i1_at_most_one_session_per_request" in said
    assert "i5_one_audit_row_per_move" in said


def test_h09_a_phone_lost_its_account_and_one_that_was_taken_off_is_back(told: Told) -> None:
    [account] = told.added
    told.gives_up(account)
    told.has_no_more(account)
    assert "were taken off phones, and are there" in found(told)
    told.has(account)
    told.removed.clear()

    PhoneAccount.objects.filter(pk=account).delete()

    assert "were given, and are gone" in found(told)


def test_h09_what_comes_twice_has_rung_once_and_one_notification_too_many_is_told(
    told: Told, ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    browser = wakeable(phone, push_service)
    request = ask(ann)
    for ring in range(1, 5):
        ApprovalRequest.objects.filter(pk=request.pk).update(notifications=ring, wake_due_at=Now())
        make_due(request)
        wake(an_outbox())
    pushes, whose = push_service.pushes, {browser.token: (id_of(phone), browser)}
    assert len(pushes) == 4

    assert found(told, [*pushes[:3]] * 3, whose) == ""
    assert "i6_notifications_within_caps" in found(told, pushes, whose)


def test_h09_what_somebody_saw_is_told_whatever_the_database_says(told: Told) -> None:
    told.saw("/sign-in/ answered 500")

    assert found(told) == "/sign-in/ answered 500"
