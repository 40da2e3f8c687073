"""Another program that holds SQLite's lock, as a back-up or a look by hand does."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections


class Lock:
    """The other program's transaction that writes."""

    def __init__(self) -> None:
        name = connection.settings_dict["NAME"]
        self.held = sqlite3.connect(name, isolation_level=None, check_same_thread=False)

    def take(self) -> None:
        self.held.execute("BEGIN IMMEDIATE")

    def release(self) -> None:
        self.held.rollback()


@contextmanager
def lock_of_another() -> Iterator[Lock]:
    """Not taken yet; released at the end."""
    lock = Lock()
    try:
        yield lock
    finally:
        lock.release()
        lock.held.close()


def wait_less_long(monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> None:
    """Threads that connect from now on wait for the lock no longer than a test may."""
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "timeout", seconds)
