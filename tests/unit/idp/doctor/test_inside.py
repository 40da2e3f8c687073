"""H03: what the doctor says of what the installation itself reaches, well and ill."""

from __future__ import annotations

import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.mail.backends import locmem
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from accounts import clock
from accounts.ledger import services as ledger
from accounts.tenants.models import Tenant
from devices.push.keys import services as push_keys
from idp.backups import notes
from idp.backups.models import BackupNote
from idp.doctor.found import State
from idp.doctor.inside import backups, disk, keys, mail, push, stores, work
from idp.doctor.inside import settings as of_settings
from idp.oidc.keys import services as token_keys
from idp.oidc.keys.models import TokenKey
from idp.settings.mail import mail as mail_settings
from idp.telemetry.waiting import Waiting
from idp.worker.log import LEASE
from tests.support.mail_server import HOST, PASSWORD, USER, mail_server, make_certificate
from tests.support.services import free_port

pytestmark = pytest.mark.django_db
AWAY = "redis://127.0.0.1:1/0"


def test_settings_that_are_unsafe_are_told_with_what_helps(settings: Settings) -> None:
    settings.PRODUCTION, settings.PUBLIC_URL = True, "http://id.example.org"

    found = of_settings.as_set()

    assert found.state is State.FAILED
    assert "not https" in found.says
    assert "Set PUBLIC_URL" in found.remedy


def test_settings_that_are_well_are_said_to_be(settings: Settings) -> None:
    assert of_settings.as_set().state is State.OK


def test_a_database_that_answers_is_well() -> None:
    assert stores.database().state is State.OK


def test_a_database_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuses)

    assert stores.database().state is State.FAILED


def test_a_database_that_is_far_away_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "SLOW_SECONDS", -1)

    assert stores.database().state is State.WARNING


@pytest.mark.parametrize("app", ["accounts", "backups"])
def test_tables_that_lack_something_are_told(app: str) -> None:
    MigrationRecorder.Migration.objects.filter(app=app).latest("id").delete()

    found = of_settings.as_set()

    assert found.state is State.FAILED
    assert "manage.py migrate" in found.remedy


@pytest.mark.parametrize("app", ["accounts", "backups"])
def test_tables_of_a_later_release_are_told(app: str) -> None:
    MigrationRecorder.Migration.objects.create(app=app, name="9999_of_tomorrow")

    found = of_settings.as_set()

    assert found.state is not State.OK
    assert f"{app}.9999_of_tomorrow" in found.says


@pytest.mark.both_databases
def test_news_comes_back_where_processes_share(settings: Settings) -> None:
    is_alone = not (settings.REDIS_URL or settings.SHARES_BY_DATABASE)

    assert stores.news().state is (State.NOT_TRIED if is_alone else State.OK)


@pytest.mark.both_databases
def test_news_comes_back_by_postgresql_alone(settings: Settings) -> None:
    settings.REDIS_URL = ""
    settings.SHARES_BY_DATABASE = connection.vendor == "postgresql"

    assert stores.news().state is (State.OK if settings.SHARES_BY_DATABASE else State.NOT_TRIED)


def test_news_that_does_not_come_back_is_told(settings: Settings) -> None:
    settings.REDIS_URL = AWAY

    assert stores.news().state is State.FAILED


def test_a_redis_that_is_away_is_told(settings: Settings) -> None:
    settings.REDIS_URL = AWAY

    assert stores.redis().state is State.FAILED


@pytest.mark.both_databases
def test_a_redis_that_forgets_nothing_is_well(settings: Settings) -> None:
    assert stores.redis().state is (State.OK if settings.REDIS_URL else State.NOT_TRIED)


@pytest.mark.both_databases
def test_a_redis_that_may_forget_is_warned_of(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "KEEPS_ALL", "something else")

    assert stores.redis().state is (State.WARNING if settings.REDIS_URL else State.NOT_TRIED)


def test_a_copy_is_not_asked_where_there_is_none() -> None:
    assert stores.copy().state is State.NOT_TRIED


def test_a_worker_is_seen_by_the_lease_that_it_holds() -> None:
    assert work.beats().state is State.FAILED

    ledger.hold(LEASE, "a worker", seconds=10)

    assert work.beats().state is State.OK


@pytest.mark.parametrize(
    ("queue", "seconds", "state"),
    [("wakes", 20, State.WARNING), ("tasks", 20, State.OK), ("tasks", 1000, State.WARNING)],
)
def test_what_waits_for_long_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, queue: str, seconds: int, state: State
) -> None:
    since = clock.now() - timedelta(seconds=seconds)
    monkeypatch.setattr(work, "QUEUES", {queue: lambda: Waiting(1, since), "log": lambda: Waiting(0, None)})

    assert work.queues().state is state


@pytest.fixture
def by_mail(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A mail server with TLS and a password, which the settings know."""
    with mail_server(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        use_mail(settings, f"smtp+tls://{USER}:{PASSWORD.replace(' ', '%20')}@{HOST}:{server.port}")
        yield settings


def use_mail(settings: Settings, url: str) -> None:
    settings.MAIL_URL = url
    for name, value in mail_settings(url).items():
        setattr(settings, name, value)


def test_a_mail_server_that_takes_us_is_well_and_is_sent_nothing(by_mail: Settings) -> None:
    found = mail.server()

    assert (found.state, "by STARTTLS" in found.says) == (State.OK, True), found


def test_i10_a_mail_server_that_refuses_us_is_told_without_the_password(by_mail: Settings) -> None:
    by_mail.EMAIL_HOST_PASSWORD = "a wrong one"

    found = mail.server()

    assert (found.state, "a wrong one" in found.says) == (State.FAILED, False)


def test_a_mail_server_that_is_away_is_told(settings: Settings) -> None:
    use_mail(settings, f"smtp://127.0.0.1:{free_port()}")

    assert mail.server().state is State.FAILED


def test_without_a_mail_server_none_is_asked(settings: Settings) -> None:
    assert mail.server().state is State.NOT_TRIED

    settings.MAIL_URL, settings.EMAIL_BACKEND = "filemail:///tmp", f"{locmem.__name__}.EmailBackend"

    assert mail.server().state is State.NOT_TRIED


@pytest.fixture
def push_service_by_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Plays a push service as far as the doctor asks one: its host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate, key = make_certificate(tmp_path)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    place = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(push, "PORT", place.getsockname()[1])

    def greet() -> None:
        with suppress(OSError), context.wrap_socket(place.accept()[0], server_side=True) as line:
            line.recv(1)

    thread = threading.Thread(target=greet, daemon=True)
    thread.start()
    yield "127.0.0.1"
    place.shutdown(socket.SHUT_RDWR)
    place.close()


def test_a_push_service_that_answers_is_well(push_service_by_tls: str, settings: Settings) -> None:
    settings.PUSH_HOSTS = [push_service_by_tls]

    [check] = push.services()

    assert check.run().state is State.OK


def test_each_push_service_is_named_and_one_that_is_away_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "PORT", free_port())
    settings.PUSH_HOSTS, settings.APNS_KEY = ["127.0.0.1", "*.example.org"], "a key"

    first, second, third = push.services()

    assert [check.key for check in (first, second, third)] == [
        "push 127.0.0.1",
        "push *.example.org",
        "push api.push.apple.com",
    ]
    assert (first.run().state, second.run().state) == (State.FAILED, State.NOT_TRIED)


def test_a_key_of_tokens_that_has_signed_for_years_is_warned_of(nordljus: Tenant) -> None:
    token_keys.replace(nordljus, token_keys.ES256, actor=None)
    assert keys.of_tokens().state is State.OK

    TokenKey.objects.update(signs_from=clock.now() - keys.LONGEST_IN_USE - timedelta(days=1))

    found = keys.of_tokens()
    assert (found.state, nordljus.slug in found.says) == (State.WARNING, True)


def test_an_earlier_secret_key_that_is_kept_is_warned_of(settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = []
    assert keys.of_secrets().state is State.OK

    settings.SECRET_KEY_FALLBACKS = ["an earlier one"]

    found = keys.of_secrets()
    assert (found.state, "an earlier one" in found.says + found.remedy) == (State.WARNING, False)


def test_no_key_for_push_services_is_warned_of() -> None:
    assert keys.of_push().state is State.WARNING

    push_keys.make()

    assert keys.of_push().state is State.OK


@pytest.mark.parametrize(
    ("made", "verified", "state"),
    [
        (None, None, State.WARNING),
        (1, None, State.WARNING),
        (3, 3, State.WARNING),
        (1, 40, State.WARNING),
        (1, 8, State.OK),
    ],
    ids=["never", "never tried", "old", "tried long ago", "well"],
)
def test_back_ups_that_are_missing_or_old_are_warned_of(
    made: int | None, verified: int | None, state: State
) -> None:
    for what, days in ((notes.MADE, made), (notes.VERIFIED, verified)):
        if days is not None:
            notes.note(what, "a back-up")
            BackupNote.objects.filter(pk=what).update(at=clock.now() - timedelta(days=days))

    assert backups.kept().state is state


class Usage(NamedTuple):
    free: int


@pytest.mark.parametrize(("mebibytes", "state"), [(50, State.FAILED), (500, State.WARNING), (5000, State.OK)])
def test_a_disk_that_fills_is_told(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, mebibytes: int, state: State
) -> None:
    settings.AUDIT_LINES = str(tmp_path / "lines")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(mebibytes * 1024**2))

    assert disk.room().state is state
