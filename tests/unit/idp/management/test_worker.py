"""A worker in a process of its own: it works until it is asked to stop."""

import signal
import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from idp.management.commands.worker import STOPS
from tests.support.waiting import until
from tests.unit.idp.worker import tasks


@pytest.fixture
def _signals() -> Iterator[None]:
    yield
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked", STOPS)
def test_it_works_until_it_is_asked_to_stop(asked: signal.Signals, _signals: None) -> None:  # noqa: PT019
    tasks.done.clear()
    tasks.note.enqueue("hello")

    def ask() -> None:
        until(lambda: tasks.done == ["hello"])
        signal.pthread_kill(threading.main_thread().ident or 0, asked)

    asking = threading.Thread(target=ask)
    asking.start()
    call_command("worker")
    asking.join()

    assert not [thread for thread in threading.enumerate() if thread.name == "worker"]
