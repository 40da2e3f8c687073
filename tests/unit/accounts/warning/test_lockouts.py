"""Who was locked after wrong tries is written down beside the sign-in, and once that many were (E16, E17)."""

from typing import Any

import pytest

from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.signin.events import SIGN_IN_REFUSED
from accounts.tenants.models import Tenant
from accounts.throttle.guesses import TRIES, Guesses
from accounts.users.models import User
from accounts.warning.lockouts import MANY
from tests.support.kept_log import keep_log
from tests.support.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def tried(person: User, many: int = TRIES, *, new_browser: bool = True) -> None:
    """So many wrong passwords of strangers, the last of them written down."""
    for _n in range(many):
        Guesses(method="password", username=person.username).count()
    said: dict[str, Any] = {"new_browser": True} if new_browser else {}
    record(SIGN_IN_REFUSED, tenant=person.tenant, subject=person, method="password", **said)


def crowd(tenant: Tenant, many: int) -> None:
    for n in range(many):
        tried(make_person(tenant, f"p{n}", password=None))


def told(tag: str) -> int:
    return AuditEvent.objects.filter(tag=tag).count()


def test_whoever_is_locked_is_written_down_once(ann: User) -> None:  # E16
    tried(ann)

    keep_log()
    keep_log()

    [event] = AuditEvent.objects.filter(tag="user:lockout:begun")
    assert (event.subject, event.details) == (ann, {"method": "password"})


def test_somebody_with_fewer_wrong_ones_or_tried_in_their_own_browser_is_not(ann: User) -> None:
    tried(ann, TRIES - 1)
    keep_log()
    tried(ann, 1, new_browser=False)
    keep_log()

    assert told("user:lockout:begun") == 0


def test_several_at_once_are_a_warning_and_it_is_given_once(ann: User) -> None:  # E17
    crowd(ann.tenant, MANY - 1)
    keep_log()
    before = told("tenant:warning:lockouts")
    tried(ann)
    keep_log()
    tried(make_person(ann.tenant, "eva"))
    keep_log()

    assert before == 0
    [event] = AuditEvent.objects.filter(tag="tenant:warning:lockouts")
    assert (event.tenant, event.subject, event.details) == (ann.tenant, None, {"people": MANY})
