"""H02: what a page of the logs reads from a copy of the database, and what it never does."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from accounts.audit.models import AuditEvent
from accounts.sessions.models import Session
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.portal import read_copy
from idp.portal.read_copy import ALIAS, ReadCopy, from_copy

LOGS = (AuditEvent, SignInAttempt, SignInsOfDay)


@pytest.fixture(autouse=True)
def _there(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were a copy that can be read."""
    monkeypatch.setattr(read_copy.copy, "may_be_read", lambda: True)


def asked(method: str) -> HttpRequest:
    request = HttpRequest()
    request.method = method
    return request


def read_by(method: str) -> set[str]:
    """The tables that a page would read from the copy."""
    found: set[str] = set()

    def page(_request: HttpRequest) -> HttpResponse:
        tables = (*LOGS, User, Tenant, Session)
        found.update(table.__name__ for table in tables if ReadCopy().db_for_read(table) == ALIAS)
        return HttpResponse()

    from_copy(page)(asked(method))
    return found


def test_h02_only_rows_of_the_logs_are_read_there() -> None:
    assert read_by("GET") == {table.__name__ for table in LOGS}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_h02_only_looking_reads_there(method: str) -> None:
    assert read_by(method) == set()


def test_h02_outside_such_a_page_nothing_is_read_there() -> None:
    read_by("GET")

    assert ReadCopy().db_for_read(AuditEvent) is None


def test_h09_a_page_that_the_copy_fails_is_made_once_more_without_it() -> None:
    seen: list[str | None] = []

    def page(_request: HttpRequest) -> HttpResponse:
        seen.append(ReadCopy().db_for_read(AuditEvent))
        if seen[-1]:
            raise OperationalError("away")
        return HttpResponse("made")

    assert from_copy(page)(asked("GET")).content == b"made"
    assert seen == [ALIAS, None]


def test_a_mistake_is_no_copy_that_is_away() -> None:
    def page(_request: HttpRequest) -> HttpResponse:
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        from_copy(page)(asked("GET"))
    assert ReadCopy().db_for_read(AuditEvent) is None


def test_h02_nothing_is_made_in_the_copy_by_hand() -> None:
    assert ReadCopy().allow_migrate(ALIAS, "accounts") is False
    assert ReadCopy().allow_migrate("default", "accounts") is None
