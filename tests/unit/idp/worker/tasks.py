"""Tasks for tests of the queue; they say in `done` that they ran."""

import threading

from django.db import OperationalError
from django_tasks import TaskContext, task

done: list[str] = []
may_go_on = threading.Event()


@task()
def note(word: str) -> None:
    done.append(word)


@task()
def fail() -> None:
    done.append("tried")
    raise ConnectionError("the mail server is down")


@task()
def find_nobody() -> None:
    raise OperationalError("the database system is shutting down")


@task()
def wait(word: str) -> None:
    """Runs until the test lets it go on."""
    if not may_go_on.wait(20):
        raise TimeoutError
    done.append(word)


@task(takes_context=True)
def count(context: TaskContext) -> None:
    done.append(f"try {context.attempt}")
