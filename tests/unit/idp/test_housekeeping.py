"""The house is kept even when one job fails."""

import logging

import pytest
from django.db import OperationalError

from idp.housekeeping import run_jobs


def test_a_failing_job_is_logged_and_the_next_one_runs(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idp.housekeeping.connections.close_all", lambda: done.append("closed"))
    done: list[str] = []

    def fails() -> None:
        raise OperationalError("the database is away")

    with caplog.at_level(logging.ERROR):
        run_jobs(fails, lambda: done.append("next"))

    assert done == ["next", "closed"]
    assert "the database is away" in caplog.text
