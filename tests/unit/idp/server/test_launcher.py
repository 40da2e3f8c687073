"""H08: the system lets a process open so many files, and each connection is one."""

import logging
import resource

import pytest

from idp.server.launcher import allow_files

NOW, MOST = 100, 4096


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the system was asked to allow."""
    asked: list[int] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (NOW, MOST))
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, both: asked.append(both[0]))
    return asked


def test_as_many_files_are_asked_for_as_are_wanted(
    allowed: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    assert (allow_files(1000), allowed, caplog.text) == (1000, [1000], "")


def test_fewer_than_are_wanted_are_told_and_bound_the_connections(
    allowed: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    assert (allow_files(12_000), allowed) == (MOST, [MOST])
    assert "4096 files may be open, 12000 are wanted" in caplog.text
