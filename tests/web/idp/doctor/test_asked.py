"""What a server tells the doctor of a call, and nobody else: whoever asks without a pass finds nothing there."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from accounts import clock
from accounts.sealing import seal
from idp.doctor.asked import PAGE, PURPOSE, SOCKET, pass_header
from tests.support.clock import travel
from tests.support.server import Server

pytestmark = pytest.mark.django_db


def test_h03_the_doctor_is_told_how_its_call_arrived(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    told = client.get(PAGE, headers={**pass_header(), "X-Forwarded-For": "198.51.100.7"}).json()

    assert (told["peer"], told["forwarded"], told["address"]) == ("127.0.0.1", "198.51.100.7", "198.51.100.7")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer ",
        "Bearer nothing",
        f"Bearer {PURPOSE}",
        "Bearer " + seal(PURPOSE, purpose="something else"),
    ],
)
def test_t25_a_stranger_finds_nothing_there(client: Client, header: str) -> None:
    answer = client.get(PAGE, headers={"Authorization": header})

    assert answer.status_code == 404
    assert b"127.0.0.1" not in answer.content


def test_t25_a_pass_is_good_for_a_minute(client: Client) -> None:
    header = pass_header()

    with travel(clock.seconds() + 62):
        assert client.get(PAGE, headers=header).status_code == 404


def test_t25_a_stranger_opens_no_socket_there(server: Server) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(server.socket_url + SOCKET, origin=Origin(server.url), proxy=None),
    ):
        pass

    assert refused.value.response.status_code == 403
