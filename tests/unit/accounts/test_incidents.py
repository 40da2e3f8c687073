"""A line for what is away, however many find out; and what counts as away."""

import sqlite3

import pytest
from django.db import DataError, InterfaceError, OperationalError

from accounts.incidents import Incident, is_database_away


def test_it_is_told_at_once_then_each_minute_and_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    monkeypatch.setattr("accounts.incidents.time.monotonic", lambda: now[0])
    incident = Incident("The well")

    incident.is_over()
    for now[0] in (0.0, 1.0, 59.0, 60.0, 61.0):
        incident.goes_on(OSError("dry"))
    incident.is_over()
    incident.is_over()

    assert caplog.messages == [
        "The well does not answer: OSError: dry (in vain: 1)",
        "The well does not answer: OSError: dry (in vain: 3)",
        "The well answers again",
    ]


def test_whatever_was_said_is_a_short_line(caplog: pytest.LogCaptureFixture) -> None:
    Incident("The well").goes_on(OSError("x" * 9000 + "\nsecond line"))

    assert len(caplog.messages[0]) < 300


@pytest.mark.parametrize("statement", ["SELECT * FROM nowhere", "SELEC 1"])
def test_our_own_mistakes_are_not_its_absence(statement: str) -> None:
    with pytest.raises(sqlite3.OperationalError) as wrong:
        sqlite3.connect(":memory:").execute(statement)
    # As Django hands it on.
    ours = OperationalError(*wrong.value.args)
    ours.__cause__ = wrong.value

    assert not any(is_database_away(why) for why in (ours, DataError(), None))


def test_a_connection_that_is_lost_or_refused_is() -> None:
    assert is_database_away(InterfaceError("the connection is closed"))
    assert is_database_away(OperationalError("connection refused"))
