"""H09: PostgreSQL is restarted, stopped or killed while pages wait; nothing answered is lost, and the page finishes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import pytest
from asgiref.sync import SyncToAsync
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker
from websockets.exceptions import InvalidStatus

from accounts.users.models import User
from devices.simulator.calls import CallRefused
from idp import housekeeping
from idp.settings.storage import databases
from idp.worker import loop
from idp.worker.loop import Worker
from idp.worker.queue import Queue
from tests.faults.visitor import Visitor, told
from tests.support.counting import count_calls
from tests.support.phones import SigningPhone
from tests.support.services import Service, postgres
from tests.support.waiting import until

pytestmark = pytest.mark.slow
ENDS: dict[str, Callable[[Service], None]] = {"stopped": Service.stop, "killed": Service.kill}
goes = pytest.mark.parametrize("goes", ENDS.values(), ids=ENDS)


@pytest.fixture(autouse=True)
def database_server(
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Service]:
    """A PostgreSQL of the test's own in place of the test database, for every thread that connects from now on."""
    with postgres(keeps_commits=True) as it, django_db_blocker.unblock():
        monkeypatch.setenv("DATABASE_URL", it.url)
        own = databases(environ.Env(), sqlite_path=tmp_path / "unused")
        theirs = connections["default"]
        monkeypatch.setitem(connections.settings, "default", connections.configure_settings(own)["default"])
        let_go()
        call_command("migrate", interactive=False, verbosity=0)
        yield it
        let_go()
        connections["default"] = theirs


def let_go() -> None:
    """Closes this thread's connection and that of the thread that sockets use, which outlives every server."""
    SyncToAsync.single_thread_executor.submit(_forget).result()
    _forget()


def _forget() -> None:
    connections["default"].close()
    del connections["default"]


@goes
def test_h09_a_page_that_waited_finishes_when_the_database_is_back(
    goes: Callable[[Service], None],
    database_server: Service,
    visitor: Visitor,
    person: User,
    phone_over_network: SigningPhone,
    warnings: pytest.LogCaptureFixture,
) -> None:
    number = visitor.asks(person.username)
    request = phone_over_network.requests()[0]
    goes(database_server)

    page, status = visitor.get("/sign-in/phone/"), visitor.get("/sign-in/phone/status/")
    with pytest.raises(CallRefused) as refused:
        phone_over_network.approve(request, number=number)
    database_server.start()
    phone_over_network.approve(request, number=number)

    assert (page.status, status.status, refused.value.status) == (503, 503, 503)
    assert '<meta http-equiv="refresh" content="5;url=/sign-in/phone/" />' in page.text
    with visitor.listens() as socket:
        assert told(socket) == "approved"
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")
    assert len([line for line in warnings.messages if "The database" in line]) == 1
    assert not [record for record in warnings.records if record.exc_info or record.name == "django.request"]


@goes
def test_h09_what_was_approved_before_is_approved_after(
    goes: Callable[[Service], None],
    database_server: Service,
    visitor: Visitor,
    person: User,
    phone_over_network: SigningPhone,
) -> None:
    number = visitor.asks(person.username)
    phone_over_network.approve(phone_over_network.requests()[0], number=number)
    goes(database_server)
    away = visitor.post("/sign-in/phone/")
    database_server.start()

    assert away.status == 503
    assert "tries again by itself" in away.text
    assert 'data-state="approved"' in visitor.get("/sign-in/phone/").text
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def test_h09_a_restart_between_two_pages_is_noticed_by_nobody(
    database_server: Service, visitor: Visitor, person: User, phone_over_network: SigningPhone
) -> None:
    number = visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"

        database_server.stop()
        database_server.start()
        phone_over_network.approve(phone_over_network.requests()[0], number=number)

        until(lambda: told(socket) == "approved")
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def test_h04_ready_says_that_the_database_is_away_and_live_that_the_process_lives(
    database_server: Service, visitor: Visitor
) -> None:
    database_server.freeze()
    frozen, live = visitor.get("/health/ready"), visitor.get("/health/live")
    database_server.thaw()
    database_server.stop()
    stopped = visitor.get("/health/ready")
    database_server.start()

    for ready in (frozen, stopped):
        assert (ready.status, ready.said) == (503, {"status": "away", "away": ["database"]})
    assert frozen.seconds < 5
    assert live.status == 200
    until(lambda: visitor.get("/health/ready").status == 200)


def test_h09_sockets_close_with_a_word_and_no_traceback(
    database_server: Service, visitor: Visitor, person: User, warnings: pytest.LogCaptureFixture
) -> None:
    visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        database_server.stop()

        for _ in range(5):
            with pytest.raises(InvalidStatus), visitor.listens():
                pass
    database_server.start()

    with visitor.listens() as socket:
        assert told(socket) == "waiting"
    assert len([line for line in warnings.messages if "The database" in line]) == 1
    assert not [record for record in warnings.records if record.exc_info]


def test_h09_worker_and_house_survive_with_a_line(
    database_server: Service, warnings: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "POLL_SECONDS", 0.05)
    looks = count_calls(Queue, "look", monkeypatch)
    worker = Worker()
    worker.start()
    until(lambda: looks)

    database_server.stop()
    housekeeping.run()
    looks.clear()
    until(lambda: len(looks) > 5)
    database_server.start()
    housekeeping.run()
    looks.clear()
    until(lambda: len(looks) > 5)
    worker.stop()
    worker.join()

    assert len([line for line in warnings.messages if "The database" in line]) == 1
    assert not [record for record in warnings.records if record.exc_info]
