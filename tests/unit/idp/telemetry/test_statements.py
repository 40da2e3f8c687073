"""H04: while developing, a page that asks one thing many times is named, and so is a statement that takes long."""

import logging

import pytest
from django.db import connection
from pytest_django import Settings

from idp.telemetry import statements
from idp.telemetry.statements import MOST_ALIKE, watched

pytestmark = pytest.mark.django_db


def ask(times: int) -> None:
    with connection.cursor() as cursor:
        for number in range(times):
            cursor.execute("SELECT %s", [number])


@pytest.fixture
def watching(settings: Settings) -> None:
    settings.WATCH_STATEMENTS = True


@pytest.mark.usefixtures("watching")
def test_a_page_that_asks_one_thing_again_and_again_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    with watched():
        ask(MOST_ALIKE + 1)

    assert [record.getMessage() for record in caplog.records] == [
        f"{MOST_ALIKE + 1} times in one page: SELECT %s"
    ]


@pytest.mark.usefixtures("watching")
def test_some_alike_are_none_of_its_business(caplog: pytest.LogCaptureFixture) -> None:
    with watched():
        ask(MOST_ALIKE)

    assert not caplog.records


@pytest.mark.usefixtures("watching")
def test_a_statement_that_takes_long_is_named_without_its_values(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "SLOW_SECONDS", 0.0)

    with watched():
        ask(1)

    assert caplog.records[0].levelno == logging.WARNING
    assert caplog.records[0].getMessage().endswith("s: SELECT %s")


def test_nothing_is_watched_where_nobody_asked(caplog: pytest.LogCaptureFixture) -> None:
    with watched():
        ask(MOST_ALIKE + 1)

    assert not caplog.records
