"""What the audit log says of a request that asks nobody: never that a phone was asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.asking import ask
from tests.support.pages import browser, write_username
from tests.support.people import make_blocked, make_disabled, make_person, make_tenant
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.django_db


@pytest.fixture
def nordljus() -> Tenant:
    return make_tenant()


def heard() -> list[tuple[str, User | None]]:
    """What the log says of requests and names, oldest first, and of whom."""
    rows = AuditEvent.objects.filter(kind__in=["user:request", "user:name"]).order_by("pk")
    return [(row.tag, row.subject) for row in rows]


def test_a_name_that_nobody_has_is_told_as_tried_and_from_where(nordljus: Tenant) -> None:  # E12, A18
    client = browser()
    write_username(client, "nobody@nordljus.example")
    client.post("/sign-in/cancel/")

    assert heard() == [("user:name:tried", None), ("user:request:decoy_ended", None)]
    tried = AuditEvent.objects.get(tag="user:name:tried")
    assert (tried.details["address"], tried.tenant) == ("127.0.0.1", nordljus)
    assert "nobody" not in str(tried.details), "a name may be a password typed in the wrong field"


@pytest.mark.parametrize("make", [make_disabled, make_blocked])
def test_a_disabled_or_blocked_persons_name_is_told_alike(
    make: Callable[[Tenant], User], nordljus: Tenant
) -> None:  # A18
    person = make(nordljus)
    before = AuditEvent.objects.count()
    client = browser()
    write_username(client, person.username)

    assert heard() == [("user:name:tried", None)]
    assert AuditEvent.objects.count() == before + 1


def test_somebody_without_a_phone_is_named_and_no_phone_is_said_to_be_asked(nordljus: Tenant) -> None:
    ann = make_person(nordljus)
    client = browser()
    write_username(client, ann.username)

    assert heard() == [("user:request:nobody_asked", ann)]


def test_a_request_beyond_the_caps_is_said_to_have_woken_nobody_and_why(nordljus: Tenant) -> None:  # A16
    ann = make_person(nordljus)
    SigningPhone().add(ann)

    asked = [ask(ann) for _ in range(3)]

    told = AuditEvent.objects.filter(tag="user:request:asked").order_by("pk")
    told = told.filter(details__request__in=[str(one.pk) for one in asked])
    assert [event.details.get("quiet") for event in told] == [None, None, "many_soon"]
