"""Waking phones: in time, by whatever sender is configured, naming nobody."""

import logging
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from devices.push import deliver
from devices.push.console import ConsoleSender


class Sender:
    woken: list[tuple[str, int]] = []

    def wake(self, *, phone_id: str, seconds_left: int) -> None:
        self.woken.append((phone_id, seconds_left))


@pytest.fixture
def sender(settings: Settings) -> Iterator[type[Sender]]:
    settings.PUSH_SENDER = f"{__name__}.Sender"
    Sender.woken = []
    deliver.sender.cache_clear()
    yield Sender
    deliver.sender.cache_clear()


def test_a_phone_is_woken_by_the_configured_sender(sender: type[Sender]) -> None:
    deliver.wake(phone_id="a", seconds_left=30)

    assert sender.woken == [("a", 30)]


@pytest.mark.parametrize("left", [0, -1])
def test_i7_nobody_is_woken_for_a_request_that_has_run_out(left: int, sender: type[Sender]) -> None:
    deliver.wake(phone_id="a", seconds_left=left)

    assert sender.woken == []


def test_a03_the_log_line_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="handslag.push")

    ConsoleSender().wake(phone_id="7f3a", seconds_left=30)

    assert caplog.messages == ["phone 7f3a has a request waiting for 30 s"]
