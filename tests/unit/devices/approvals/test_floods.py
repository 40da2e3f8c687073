"""Somebody who is asked again and again and does not approve: one alert, and one warning (A16, E17)."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.alerts.models import Alert
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.moves import MOVED
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
