"""H09: another program holds SQLite's lock while people sign in: they are told in words, and go on when it is free."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.users.models import User
from devices.simulator.calls import CallRefused
from idp.asgi import PAGE_THREADS
from idp.serving import pages
from tests.faults.visitor import Visitor, told
from tests.support.busy import Lock, lock_of_another, wait_less_long
from tests.support.counting import count_calls
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.server import Server
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such lock")
PATIENCE_SECONDS = 1.5


@pytest.fixture
def server(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    wait_less_long(monkeypatch, seconds=PATIENCE_SECONDS)
    return server


@pytest.fixture
def lock(transactional_db: None) -> Iterator[Lock]:
    with lock_of_another() as lock:
        yield lock


def test_h09_whoever_writes_is_told_to_come_back_and_reading_goes_on(
    visitor: Visitor, person: User, lock: Lock, warnings: pytest.LogCaptureFixture
) -> None:
    visitor.get("/sign-in/")
    lock.take()

    answers = [visitor.post("/sign-in/", username=person.username, next="") for _ in range(3)]
    read = visitor.get("/sign-in/")

    assert [answer.status for answer in answers] == [503] * 3
    assert all(answer.headers["Retry-After"] == "5" for answer in answers)
    # What was typed would be lost by coming back alone.
    assert all("go back in your browser and send it once more" in answer.text for answer in answers)
    assert not any("http-equiv" in answer.text for answer in answers)
    assert max(answer.seconds for answer in answers) < PATIENCE_SECONDS + 5
    assert read.status == 200
    assert [line for line in warnings.messages if "database" in line] == [
        "The database does not answer: OperationalError: database is locked (in vain: 1)"
    ]
    assert not [record for record in warnings.records if record.exc_info]


def test_h09_a_phone_that_was_told_to_come_back_answers_again_and_the_page_finishes(
    visitor: Visitor,
    person: User,
    phone_over_network: SigningPhone,
    lock: Lock,
    warnings: pytest.LogCaptureFixture,
) -> None:
    number = visitor.asks(person.username)
    request = phone_over_network.requests()[0]
    with visitor.listens() as socket:
        assert told(socket) in {"waiting", "opened"}
        lock.take()
        with pytest.raises(CallRefused) as refused:
            phone_over_network.approve(request, number=number)
        lock.release()
        phone_over_network.approve(request, number=number)
        until(lambda: told(socket) == "approved")
    assert (refused.value.status, refused.value.code) == (503, "unavailable")
    assert not [line for line in warnings.messages if "Service Unavailable" in line]

    lock.take()
    finishing = visitor.post("/sign-in/phone/", return_to="")
    lock.release()

    # Nothing was typed: it comes back by itself to the page that finishes.
    assert finishing.status == 503
    assert '<meta http-equiv="refresh" content="5;url=/sign-in/phone/" />' in finishing.text
    assert 'data-state="approved"' in visitor.get("/sign-in/phone/").text
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def test_h04_health_answers_at_once_while_every_page_waits(
    server: Server, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [make_person(make_tenant(f"org{n}")) for n in range(PAGE_THREADS + 1)]
    waiting = [Visitor(server) for _ in people]
    for visitor in waiting:
        visitor.get("/sign-in/")
    # All are of one address: networks share the threads otherwise.
    monkeypatch.setattr("idp.server.line.AT_ONCE_OF_NETWORK", PAGE_THREADS)
    in_threads = count_calls(pages.Pages, "_answer", monkeypatch)
    lock.take()

    with ThreadPoolExecutor(len(people)) as crowd:
        asked = [
            crowd.submit(visitor.post, "/sign-in/", username=person.username, next="")
            for visitor, person in zip(waiting, people, strict=True)
        ]
        until(lambda: len(in_threads) == PAGE_THREADS)
        health = [Visitor(server).get(path) for path in ("/health/live", "/health/ready")]
        assert not any(one.done() for one in asked)
        answers = [one.result() for one in asked]

    assert [answer.status for answer in health] == [200, 200]
    assert {answer.status for answer in answers} == {503}


def test_h09_who_finds_no_page_thread_is_told_and_not_kept(
    server: Server, person: User, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "TURN_SECONDS", PATIENCE_SECONDS / 30)
    waiting = [Visitor(server) for _ in range(PAGE_THREADS + 1)]
    for visitor in waiting:
        visitor.get("/sign-in/")
    lock.take()

    with ThreadPoolExecutor(len(waiting)) as crowd:
        asked = [
            crowd.submit(visitor.post, "/sign-in/", username=person.username, next="") for visitor in waiting
        ]
        answers = [one.result() for one in asked]

    quickest = min(answers, key=lambda answer: answer.seconds)
    assert {answer.status for answer in answers} == {503}
    assert quickest.seconds < max(answer.seconds for answer in answers) / 2
    assert quickest.headers["Retry-After"] == "5"
    assert "Handslag cannot answer just now" in quickest.text
