"""H02 H09: the logs are read from a copy that follows the database, and from the database itself while it is away."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import environ
import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from pytest_django import DjangoDbBlocker

from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.users.events import ENABLED
from accounts.users.models import User
from idp.portal import read_copy
from idp.portal.logs.audit.asked import all_of
from idp.portal.read_copy import ALIAS, ReadCopy, from_copy
from idp.settings.storage import databases
from tests.faults.test_postgres import database_server
from tests.support.beside import standby
from tests.support.people import make_person, make_tenant
from tests.support.services import Service
from tests.support.waiting import until

pytestmark = pytest.mark.slow
__all__ = ["database_server"]


@pytest.fixture
def copy_server(
    database_server: Service,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Service]:
    with standby(database_server) as it:
        monkeypatch.setenv("DATABASE_READ_URL", it.url)
        own = databases(environ.Env(), sqlite_path=tmp_path / "unused")
        monkeypatch.setitem(connections.settings, ALIAS, connections.configure_settings(own)[ALIAS])
        # Whoever looked through all databases after an earlier test has made one of its.
        with suppress(AttributeError):
            del connections[ALIAS]
        monkeypatch.setattr("django.db.router.routers", [ReadCopy()], raising=False)
        monkeypatch.setattr(read_copy, "copy", read_copy._Copy())
        yield it
        connections[ALIAS].close()
        del connections[ALIAS]


def where_read(method: str = "GET") -> set[str | None]:
    """From which database a page of the logs reads its rows, and who asks."""

    def page(_request: HttpRequest) -> HttpResponse:
        rows = [AuditEvent.objects.first(), User.objects.first()]
        return HttpResponse(",".join(str(row and row._state.db) for row in rows))

    request = HttpRequest()
    request.method = method
    return set(from_copy(page)(request).content.decode().split(","))


def test_h02_rows_of_the_logs_come_from_the_copy_and_nobody_else_does(copy_server: Service) -> None:
    ann = make_person(make_tenant())
    event = record(ENABLED, tenant=ann.tenant, subject=ann)
    until(AuditEvent.objects.using(ALIAS).filter(pk=event.pk).exists)

    assert where_read() == {ALIAS, "default"}
    assert where_read("POST") == {"default"}


def test_h09_a_copy_that_is_away_or_behind_is_not_read_and_said(
    copy_server: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ann = make_person(make_tenant())
    event = record(ENABLED, tenant=ann.tenant, subject=ann)
    until(AuditEvent.objects.using(ALIAS).filter(pk=event.pk).exists)
    monkeypatch.setattr(read_copy, "PAUSE_SECONDS", 0.0)

    with caplog.at_level(logging.WARNING):
        with monkeypatch.context() as strict:
            strict.setattr(read_copy, "LATEST_SECONDS", -1)
            behind = where_read()
        back = where_read()
        copy_server.kill()
        away = where_read()

    assert (behind, back, away) == ({"default"}, {ALIAS, "default"}, {"default"})
    assert caplog.text.count("The copy of the database does not answer") == 2
    assert caplog.text.count("The copy of the database answers again") == 1


def test_h09_a_page_whose_copy_goes_away_in_the_middle_is_made_once_more(copy_server: Service) -> None:
    make_person(make_tenant())
    seen: list[str] = []

    def page(_request: HttpRequest) -> HttpResponse:
        if not seen:
            seen.append("first")
            copy_server.kill()
        AuditEvent.objects.exists()
        return HttpResponse("made")

    request = HttpRequest()
    request.method = "GET"

    assert from_copy(page)(request).content == b"made"


def test_h02_a_file_of_the_log_is_made_from_the_copy_and_goes_on_without_it(
    copy_server: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = make_person(make_tenant())
    for _n in range(2):
        event = record(ENABLED, tenant=ann.tenant, subject=ann)
    until(AuditEvent.objects.using(ALIAS).filter(pk=event.pk).exists)
    monkeypatch.setattr("idp.portal.logs.audit.asked.ROWS_AT_ONCE", 1)

    parts = all_of(AuditEvent.objects.order_by("-pk"))
    [first] = next(parts)
    copy_server.kill()
    [second] = next(parts)

    assert (first._state.db, second._state.db) == (ALIAS, "default")
    assert first.pk > second.pk


def test_h02_without_a_copy_nothing_is_asked_of_one(database_server: Service) -> None:
    make_person(make_tenant())

    assert ALIAS not in connections.settings
    assert where_read() <= {"default", "None"}
