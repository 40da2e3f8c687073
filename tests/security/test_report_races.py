"""*It wasn't me*, said while something else happens: whatever comes first, nobody stays signed in by it (A17, I8)."""

from __future__ import annotations

import functools

import pytest

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.security.test_revocation_races import LetIn
from tests.support.asking import ask
from tests.support.at_once import Crowd
from tests.support.invariants import signed_in_by
from tests.support.pages import browser, write_password, write_username
from tests.support.phones import phone_of

pytestmark = pytest.mark.both_databases
# Of a sign-in that goes on by the password, though a phone was asked.
GOING_ON = (
    "accounts.signin.flow.go_on_unless_reported",
    "devices.approvals.reporting.services._unused_of_browser",
    "accounts.signin.flow._proceed",
    "accounts.signin.offers.verdict",
    "accounts.signin.road.finishing.login",
    "accounts.signin.road.finishing.record",
)


def test_said_by_two_phones_many_times_at_once_it_is_one_alert(ann: User, threads: Crowd) -> None:  # A17
    phones = [phone_of(ann), phone_of(ann)]
    request = ask(ann, kind="second_step")
    sent = [(phone, phone.see(request)) for phone in phones]
    epoch = User.objects.get(pk=ann.pk).session_epoch

    told = threads.run([functools.partial(sent[n % 2][0].says_not_me, request) for n in range(16)])

    assert {one.alert.pk for one in told} == {Alert.objects.get().pk}
    assert AuditEvent.objects.filter(tag="user:report:made").count() == 1
    assert User.objects.get(pk=ann.pk).session_epoch == epoch + 1


def test_said_while_another_phone_approves_nothing_is_left_to_finish(ann: User, threads: Crowd) -> None:
    # A17
    ours, theirs = phone_of(ann), phone_of(ann)
    for _ in range(6):
        request = ask(ann)
        ours.see(request)
        approval = theirs.approval(theirs.see(request), number=request.number)

        threads.run(
            [
                functools.partial(theirs.send, request, approval),
                functools.partial(ours.says_not_me, request),
            ]
        )

        request.refresh_from_db()
        assert (request.state, request.reported_at is not None) == ("denied", True)


@pytest.mark.parametrize("before", GOING_ON)
def test_i8_no_moment_of_going_on_by_the_password_survives_it(
    before: str, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # A17
    phone, client = phone_of(ann), browser()
    write_username(client, ann.username)
    request = ApprovalRequest.objects.get(kind="signin")
    phone.see(request)

    let_in = LetIn(monkeypatch, before=before, act=functools.partial(phone.says_not_me, request))
    write_password(client)
    let_in.done()

    assert signed_in_by(client.session) is None
