"""Somebody who is asked again and again and does not approve: one alert, and one warning (A16, E17)."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.alerts.models import Alert
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.moves import ASKED, MOVED
from devices.approvals.reporting.floods import MANY
from devices.approvals.state import State
from tests.support.kept_log import keep_log

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SOME = (State.DENIED, State.EXPIRED, State.WRONG_NUMBER)


def asked(person: User, many: int, **said: Any) -> None:
    for n in range(many):
        record(
            MOVED[SOME[n % len(SOME)]],
            tenant=person.tenant,
            subject=person,
            request=str(uuid4()),
            **said,
        )
    keep_log()


def test_a_flood_raises_one_alert_and_one_warning(ann: User) -> None:  # E17
    asked(ann, MANY, sign_in="m")
    asked(ann, MANY, sign_in="m")

    [alert] = Alert.objects.all()
    [event] = AuditEvent.objects.filter(tag="tenant:warning:flood")
    assert (alert.kind, alert.user, alert.details) == ("flood", ann, {"requests": MANY})
    assert (event.subject, event.details) == (ann, {"requests": MANY})


def test_fewer_are_none_and_the_test_of_a_new_phone_is_none(ann: User) -> None:
    asked(ann, MANY - 1, sign_in="m")
    asked(ann, MANY, kind="enrol")

    assert not Alert.objects.exists()
    assert not AuditEvent.objects.filter(tag="tenant:warning:flood").exists()


@pytest.mark.parametrize("state", [State.SUPERSEDED, State.DISPLACED])
def test_whoever_asks_so_often_that_none_runs_out_is_a_flood_too(ann: User, state: State) -> None:  # A16
    for _n in range(MANY):
        record(MOVED[state], tenant=ann.tenant, subject=ann, request=str(uuid4()), sign_in="m")

    keep_log()

    assert Alert.objects.get().kind == "flood"


def test_what_its_person_cancels_or_approves_is_none(ann: User) -> None:  # A16
    for state in (State.CANCELLED, State.APPROVED, State.CONSUMED):
        for _n in range(MANY):
            record(MOVED[state], tenant=ann.tenant, subject=ann, request=str(uuid4()), sign_in="m")

    keep_log()

    assert not Alert.objects.exists()


def test_an_alert_says_from_where_most_came_and_what_was_known_there(ann: User) -> None:  # E17
    theirs: dict[str, Any] = {"address": "203.0.113.9", "browser": "Firefox (Linux)", "proven": ["password"]}
    for n in range(MANY):
        said = theirs if n else {"address": "192.0.2.7", "browser": "Safari (iOS)"}
        request = str(uuid4())
        record(ASKED, tenant=ann.tenant, subject=ann, request=request, sign_in="m", **said)
        record(MOVED[State.DENIED], tenant=ann.tenant, subject=ann, request=request, sign_in="m")
    record(ASKED, tenant=ann.tenant, subject=ann, request=str(uuid4()), proven=["authenticator_code"])

    keep_log()

    [alert] = Alert.objects.all()
    where = {"ip": "203.0.113.9", "place": "local", "browser": "Firefox (Linux)"}
    assert alert.details == {"requests": MANY, **where}
    assert alert.known == ["password"]
    event = AuditEvent.objects.get(tag="tenant:warning:flood")
    assert event.details == {"requests": MANY, "address": "203.0.113.9"}
