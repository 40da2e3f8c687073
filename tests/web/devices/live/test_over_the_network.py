"""The sockets on the running server, over a real connection."""

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from devices.simulator.http import HttpTransport
from tests.support.asking import ask
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.server import Server


def frame(socket: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(socket.recv(timeout=10))
    return read


def test_a_phone_on_the_network_is_told_of_its_requests(server: Server) -> None:
    ann = make_person(make_tenant())
    phone = SigningPhone(transport=HttpTransport(base_url=server.url))
    phone.enable_phone_sign_in(phone.add_over_the_api(ann))

    with connect(server.socket_url + "/live/phone/") as socket:
        socket.send(json.dumps(phone.live_hello()))
        ready = frame(socket)
        ask(ann)
        news = frame(socket)

    assert (ready["type"], news["type"]) == ("ready", "requests_changed")


def test_t16_a_browser_that_asked_nothing_is_refused_at_the_door(server: Server) -> None:
    for path in ("/live/approval/", "/live/enrolment/"):
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(server.socket_url + path, origin=Origin(server.url)),
        ):
            pass
        assert refused.value.response.status_code == 403


def test_t16_who_proves_nothing_is_shown_out(server: Server) -> None:
    with connect(server.socket_url + "/live/phone/") as socket:
        socket.send("hello")
        said = frame(socket)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)

    assert said["type"] == "refused"
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
