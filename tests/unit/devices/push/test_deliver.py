"""Waking phones: in time, by the sender of each kind, naming nobody."""

import logging
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from devices.push import deliver
from devices.push.console import ConsoleSender
from devices.push.contract import Address, TooLate, Wake

PHONE = Address(phone_id="a", kind="webpush")
HANDLE = "7f3a"


class Sender:
    woken: list[tuple[str, int]] = []
    ready = True

    def is_ready(self) -> bool:
        return self.ready

    def wake(self, address: Address, wake: Wake) -> None:
        self.woken.append((address.phone_id, wake.seconds_left))


@pytest.fixture
def sender(settings: Settings) -> Iterator[type[Sender]]:
    settings.PUSH_SENDERS = {"webpush": f"{__name__}.Sender"}
    Sender.woken = []
    Sender.ready = True
    deliver.sender.cache_clear()
    yield Sender
    deliver.sender.cache_clear()


def request_for(seconds: int) -> Wake:
    return Wake(what="request", handle=HANDLE, seconds_left=seconds)


def test_a_phone_is_woken_by_the_sender_of_its_kind(sender: type[Sender]) -> None:
    deliver.wake(PHONE, request_for(30))

    assert sender.woken == [("a", 30)]


@pytest.mark.parametrize("left", [0, -1])
def test_i7_nobody_is_woken_for_a_request_that_has_run_out(left: int, sender: type[Sender]) -> None:
    with pytest.raises(TooLate):
        deliver.wake(PHONE, request_for(left))

    assert sender.woken == []


def test_a_phone_of_a_kind_that_nobody_sends_to_is_not_woken(sender: type[Sender]) -> None:
    deliver.wake(Address(phone_id="b", kind="fcm"), request_for(30))
    deliver.wake(Address(phone_id="c"), request_for(30))

    assert sender.woken == []


def test_only_a_sender_that_has_what_it_needs_is_offered(sender: type[Sender]) -> None:
    offered = deliver.is_offered("webpush")
    sender.ready = False

    assert offered
    assert not deliver.is_offered("webpush")
    assert not deliver.is_offered("fcm")


def test_a03_the_log_line_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="handslag.push")

    ConsoleSender().wake(PHONE, request_for(30))

    assert caplog.messages == ["phone a has a request waiting for 30 s"]
