"""Letters on their way to a real mail server: by TLS, tried again, and given up only where it is no use."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.mail.services import send
from idp.settings.mail import mail
from idp.worker.queue import TRIES, Queue
from tests.support.mail_server import HOST, PASSWORD, USER, MailServer, mail_server
from tests.support.waiting import until
from tests.unit.accounts.mail.letters import CODE

ANN = "ann@nordljus.example"

# Really committed: the worker's threads send.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as listening:
        use(settings, f"smtp://{HOST}:{listening.port}")
        yield listening


def use(settings: Settings, url: str) -> None:
    for name, value in mail(url).items():
        setattr(settings, name, value)


def work() -> None:
    """One round of the worker: what is due is tried, whatever came of it noted."""
    DBTaskResult.objects.filter(status="READY").update(run_after=Now())
    queue = Queue(nudge=lambda: None, periodic={})
    queue.look()
    until(lambda: all(run.has_ended for run in queue.in_hand))
    queue.settle()


def test_a_letter_arrives_as_text_and_html_and_nothing_of_it_is_kept(server: MailServer) -> None:
    send(CODE, to=ANN, code="314159", name="Åsa")

    work()

    [letter] = server.letters
    assert letter["To"] == ANN
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert not DBTaskResult.objects.exists()


def test_a_letter_goes_by_starttls_and_as_whom_the_operator_says(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        use(settings, f"smtp+tls://{USER}:{PASSWORD.replace(' ', '%20')}@{HOST}:{server.port}")
        send(CODE, to=ANN)

        work()

        assert server.was_encrypted == [True]
        assert server.logins == [(USER.encode(), PASSWORD.encode())]


def test_a_mail_server_that_cannot_show_who_it_is_gets_neither_letter_nor_password(
    settings: Settings, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as server:
        use(settings, f"smtp+tls://{USER}:{PASSWORD.replace(' ', '%20')}@{HOST}:{server.port}")
        send(CODE, to=ANN)

        work()

        assert (server.letters, server.logins) == ([], [])
        assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_a_server_that_takes_nothing_now_gets_it_later(server: MailServer) -> None:
    server.says_to_letter = "451 come back later"
    send(CODE, to=ANN, code="314159")
    work()
    assert server.letters == []

    server.says_to_letter = "250 taken"
    work()

    assert [letter["To"] for letter in server.letters] == [ANN]


def test_a_server_that_is_away_gets_it_when_it_is_back(settings: Settings) -> None:
    with mail_server() as gone:
        pass
    use(settings, f"smtp://{HOST}:{gone.port}")
    send(CODE, to=ANN)
    work()

    with mail_server() as back:
        use(settings, f"smtp://{HOST}:{back.port}")
        work()

        assert [letter["To"] for letter in back.letters] == [ANN]


def test_what_is_tried_in_vain_is_given_up_and_the_log_says_neither_what_nor_to_whom(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    # I10
    server.says_to_letter = "451 no, 314159 is nothing for ann@nordljus.example"
    send(CODE, to=ANN, code="314159")

    with caplog.at_level(logging.DEBUG):
        for _time in range(TRIES + 1):
            work()

    [given_up] = DBTaskResult.objects.filter(status="FAILED")
    assert "letter tests_code: SMTPDataError 451" in given_up.traceback
    said = caplog.text + given_up.traceback + str(given_up.args_kwargs)
    assert "314159" not in said
    assert "nordljus" not in said


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.says_to_address = "550 nobody here"
    send(CODE, to=ANN)

    work()

    assert not DBTaskResult.objects.exists()
    assert "letter tests_code is given up" in caplog.text
    assert "nordljus" not in caplog.text


def test_an_address_that_is_refused_for_now_is_tried_again(server: MailServer) -> None:
    server.says_to_address = "450 greylisted"
    send(CODE, to=ANN)
    work()

    server.says_to_address = "250 taken"
    work()

    assert len(server.letters) == 1
