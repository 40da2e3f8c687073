"""H02 H09: a parent keeps its servers, and ends them in good order; of several workers each thing is done by one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from websockets.exceptions import ConnectionClosed

from accounts.audit.log import record
from accounts.ledger.models import LedgerEntry
from accounts.sign_in_log.models import SignInAttempt
from accounts.signin.events import SIGNED_IN
from accounts.users.models import User
from tests.architecture.files import ROOT
from tests.faults.visitor import Visitor, told
from tests.support.many import START_SECONDS, Group, sharing, worker
from tests.support.people import make_person, make_tenant
from tests.support.waiting import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves one process"),
]
SERVICE_RESTART = 1012


@pytest.fixture
def ann(transactional_db: None) -> User:
    return make_person(make_tenant())


@pytest.fixture
def group(tmp_path: Path, collected_static: Path, transactional_db: None) -> Iterator[Group]:
    (tmp_path / "static").symlink_to(collected_static)
    with Group(workers=2, log=tmp_path / "log", **sharing(tmp_path)) as running:
        running.until_up(2)
        yield running


def test_h09_another_server_starts_where_one_was_killed_and_nobody_is_turned_away(group: Group) -> None:
    visitor = Visitor(group.place)
    killed, other = group.servers()

    os.kill(killed, signal.SIGKILL)
    pages = [visitor.get("/health/live").status for _ in range(50)]
    group.until_up(3)

    assert pages == [200] * 50
    assert other in group.servers()
    assert killed not in group.servers()
    assert "another starts in" in group.log.read_text()


def test_h09_a_restart_one_after_the_other_shuts_the_door_to_nobody(group: Group, ann: User) -> None:
    visitor, before = Visitor(group.place), set(group.servers())
    number = visitor.asks(ann.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        group.tell(signal.SIGHUP)

        pages = []
        while "every server is a new one" not in group.log.read_text():
            pages.append(visitor.get("/health/live").status)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=START_SECONDS)

    assert number
    assert set(pages) == {200}
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == SERVICE_RESTART
    assert not before & set(group.servers())
    with visitor.listens() as socket:
        assert told(socket) == "waiting"


def test_h09_told_to_stop_it_tells_its_sockets_and_ends(group: Group, ann: User) -> None:
    visitor = Visitor(group.place)
    visitor.asks(ann.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        group.tell(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=START_SECONDS)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == SERVICE_RESTART
    assert group.process.wait(START_SECONDS) == 0
    assert group.servers() == []


def test_h09_servers_whose_parent_was_killed_end_by_themselves(group: Group) -> None:
    children = group.servers()
    group.process.kill()
    group.process.wait()

    until(lambda: not any(_runs(child) for child in children), within=START_SECONDS)


def test_h03_what_keeps_one_from_starting_is_said_once(tmp_path: Path) -> None:
    unsafe = sharing(tmp_path, DJANGO_SETTINGS_MODULE="idp.settings.production", SECRET_KEY="short")
    ended = subprocess.run(
        [sys.executable, "manage.py", "serve", "--workers", "3", "--port", "0"],
        env=os.environ | unsafe,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.count("Handslag does not start like this") == 1


def test_h09_of_two_workers_each_event_is_read_once_and_one_takes_over_from_one_that_was_killed(
    ann: User, tmp_path: Path
) -> None:
    with worker(tmp_path, "the first") as first:
        until(LedgerEntry.objects.exists, within=START_SECONDS)
        with worker(tmp_path, "the second"):
            for n in range(20):
                _sign_in(ann, n)
            until(lambda: SignInAttempt.objects.count() == 20, within=START_SECONDS)

            first.process.kill()
            for n in range(20, 40):
                _sign_in(ann, n)
            until(lambda: SignInAttempt.objects.count() == 40, within=START_SECONDS)

    marks = Counter(SignInAttempt.objects.values_list("mark", flat=True))
    assert set(marks.values()) == {1}


def _runs(pid: int) -> bool:
    # One that has ended stays listed, without a command, until somebody asks how.
    try:
        return Path(f"/proc/{pid}/cmdline").read_text() != ""
    except FileNotFoundError:
        return False


def _sign_in(person: User, number: int) -> None:
    record(SIGNED_IN, tenant=person.tenant, subject=person, sign_in=f"{number:016}", methods=["password"])
