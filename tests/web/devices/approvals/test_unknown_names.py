"""What is written of a request that asks nobody: a count for a name that nobody has, never that a phone was asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.audit.models import AuditEvent, UnknownNameTries
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.asking import ask
from tests.support.pages import browser, write_password, write_username
from tests.support.people import make_blocked, make_disabled, make_person, make_tenant
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.django_db


@pytest.fixture
def nordljus() -> Tenant:
    return make_tenant()


def heard() -> list[tuple[str, User | None]]:
    """What the log says of requests, oldest first, and of whom."""
    rows = AuditEvent.objects.filter(kind="user:request").order_by("pk")
    return [(row.tag, row.subject) for row in rows]


def try_name(name: str) -> None:
    """Everything that a stranger can do with it."""
    client = browser()
    write_username(client, name)
    client.post("/sign-in/cancel/")
    write_username(client, name)
    write_password(client, "guess")


def test_t39_strangers_leave_counts_of_names_that_nobody_has_and_no_rows_that_stay(nordljus: Tenant) -> None:
    events = AuditEvent.objects.count()
    for n in range(3):
        try_name(f"nobody-{n}@nordljus.example")

    assert AuditEvent.objects.count() == events
    kept = UnknownNameTries.objects.get()
    assert (kept.tenant, kept.network, kept.tries) == (nordljus, "127.0.0.1", 9)


@pytest.mark.parametrize("make", [make_disabled, make_blocked])
def test_a_disabled_or_blocked_persons_name_is_counted_alike(
    make: Callable[[Tenant], User], nordljus: Tenant
) -> None:  # A18, T39
    person = make(nordljus)
    before = AuditEvent.objects.count()

    try_name(person.username)

    assert AuditEvent.objects.count() == before
    assert UnknownNameTries.objects.get().tries == 3


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
