"""The checker sees each invariant broken: a row is spoiled by hand, and it must say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F

from accounts import clock
from accounts.audit.log import record
from accounts.sessions import store
from accounts.sessions.models import Session
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import ASKED, MOVED
from devices.approvals.state import State
from tests.support import invariants
from tests.support.asking import ask, finish, new_binding
from tests.support.people import make_tenant
from tests.support.phones import SigningPhone
from tests.support.senders import Sent
from tests.support.sessions import PASSWORD_PROOF, signed_in


@pytest.fixture
def consumed(ann: User, phone: SigningPhone) -> ApprovalRequest:
    """A request that was asked, approved and finished as it should be."""
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.says_yes(request)
    request.refresh_from_db()
    finish(request, binding=binding, user=ann)
    invariants.check()
    return request


def spoil(request: ApprovalRequest, **changes: object) -> None:
    ApprovalRequest.objects.filter(pk=request.pk).update(**changes)


def broken(invariant: Callable[[], None]) -> None:
    """By the invariant itself, and by the check of all."""
    for look in (invariant, invariants.check):
        with pytest.raises(AssertionError):
            look()


def test_i1_two_sessions_of_one_request(consumed: ApprovalRequest, ann: User) -> None:
    record(MOVED[State.CONSUMED], tenant=ann.tenant, subject=ann, request=str(consumed.pk))

    broken(invariants.i1_at_most_one_session_per_request)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "no such"},
        {"decided_by": None},
        {"approved_at": F("expires_at") + timedelta(seconds=1)},
        {"ended_at": F("finish_by") + timedelta(seconds=1)},
    ],
    ids=["wrong number", "nobody's decision", "too late", "finished too late"],
)
def test_i2_a_session_without_its_decision(changes: dict[str, object], consumed: ApprovalRequest) -> None:
    spoil(consumed, **changes)

    broken(invariants.i2_nothing_consumed_without_its_decision)


@pytest.mark.parametrize("answer", ["approval", "denial"])
def test_i3_an_answer_that_is_lost(answer: str, ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    (phone.says_yes if answer == "approval" else phone.says_no)(request)
    invariants.check()

    spoil(request, state=State.PENDING, approved_at=None)

    broken(invariants.i3_no_answer_that_counted_is_lost)


def test_i4_a_request_that_does_not_end(ann: User) -> None:
    request = ask(ann)
    spoil(request, expires_at=F("expires_at") - timedelta(hours=1))

    broken(invariants.i4_every_request_has_ended_in_time)


def test_i5_a_move_that_nobody_wrote_down(ann: User) -> None:
    spoil(ask(ann), state=State.DENIED)

    broken(invariants.i5_one_audit_row_per_move)


@pytest.mark.parametrize(("times", "apart"), [(4, timedelta(minutes=1)), (11, timedelta(hours=1))])
def test_i6_more_notifications_than_the_caps(times: int, apart: timedelta, phone: SigningPhone) -> None:
    sent = [Sent(str(phone.row.pk), clock.now() + n * apart, seconds_left=60) for n in range(times)]
    invariants.i6_notifications_within_caps(sent[1:])

    with pytest.raises(AssertionError):
        invariants.i6_notifications_within_caps(sent)


def test_i7_a_notification_of_what_is_over(phone: SigningPhone) -> None:
    sent = Sent(str(phone.row.pk), clock.now(), seconds_left=0)

    with pytest.raises(AssertionError):
        invariants.i7_nothing_sent_after_expiry([sent])


def test_i8_somebody_disabled_who_is_signed_in(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(ann, PASSWORD_PROOF)
    invariants.check()
    User.objects.filter(pk=ann.pk).update(is_active=False)
    everybody = Session.objects.select_related("user__tenant__policy")
    monkeypatch.setattr(store, "_standing", lambda key: list(everybody.filter(session_key=key)))

    broken(invariants.i8_nobody_without_standing_is_signed_in)


def test_i9_a_request_of_another_organisation(ann: User) -> None:
    spoil(ask(ann), tenant=make_tenant("solvik"))

    broken(invariants.i9_nothing_crosses_tenants)


def test_i10_a_secret_in_the_audit_log(ann: User, phone: SigningPhone, nordljus: Tenant) -> None:
    request = ask(ann)
    phone.see(request)
    invariants.i10_no_secret_in_the_audit_log()
    nonce = Challenge.objects.get(request=request).nonce
    record(ASKED, tenant=nordljus, subject=ann, request=str(request.pk), browser=nonce)

    broken(invariants.i10_no_secret_in_the_audit_log)


def test_each_is_named_in_the_checker_and_here() -> None:
    named = {re.match(r"i(\d+)_", name) for name in vars(invariants)} - {None}
    tested = {re.match(r"test_i(\d+)_", name) for name in globals()} - {None}

    assert {found[1] for found in named if found} == {found[1] for found in tested if found}
