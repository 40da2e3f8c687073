"""T32: room for sockets. None of these tests may look into the database: who is refused costs no look."""

import asyncio
from http.cookies import SimpleCookie
from typing import Any

import pytest
from pytest_django import Settings

from accounts.signin.unfinished import BINDING_COOKIE
from devices.live.looks import Looks
from devices.live.room import MOST_OF_BROWSER, Room
from tests.web.devices.live.sockets import Say, Socket

NO_ROOM = [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 1013}]
REFUSED = [{"type": "websocket.close", "code": 4403}]


async def all_said(socket: Socket) -> list[Say]:
    said = [await socket.open()]
    if said[0]["type"] == "websocket.accept":
        said.append(await socket.next())
    return said


@pytest.mark.parametrize("path", ["/live/approval/", "/live/enrolment/", "/live/phone/"])
@pytest.mark.parametrize("bound", ["MOST_SOCKETS", "MOST_SOCKETS_OF_A_NETWORK"])
def test_t32_who_finds_no_room_is_refused_before_anything_is_looked_at(
    settings: Settings, path: str, bound: str
) -> None:
    setattr(settings, bound, 0)
    cookies = SimpleCookie({BINDING_COOKIE.name: "x", settings.SESSION_COOKIE_NAME: "x"})

    assert asyncio.run(all_said(Socket(path, cookies=cookies))) == NO_ROOM


@pytest.mark.parametrize("path", ["/live/approval/", "/live/enrolment/"])
def test_t16_a_browser_without_its_cookie_is_refused_before_anything_is_looked_at(path: str) -> None:
    assert asyncio.run(all_said(Socket(path))) == REFUSED


def test_t32_whoever_leaves_gives_all_places_back() -> None:
    room = Room(stays_until_told, opened=nobody_counts, looks=Looks())

    async def visit() -> list[int]:
        leaves = asyncio.Event()
        scope = {
            "path": "/live/approval/",
            "headers": [(b"cookie", f"{BINDING_COOKIE.name}=x".encode())],
            "client": ("192.0.2.1", 1),
            "leaves": leaves,
        }
        visits = [asyncio.create_task(room(dict(scope), None, no_word)) for _ in range(MOST_OF_BROWSER)]
        await asyncio.sleep(0)
        inside = len(room.taken)
        leaves.set()
        await asyncio.gather(*visits)
        return [inside, len(room.taken)]

    assert asyncio.run(visit()) == [3, 0]


async def stays_until_told(scope: dict[str, Any], _receive: Any, _send: Any) -> None:
    scope["place"].leave_network()
    scope["place"].leave_network()
    scope["place"].take(scope["place"].network, most=100)
    await scope["leaves"].wait()


def nobody_counts(*, open_now: int) -> None:
    assert open_now


async def no_word(said: dict[str, Any]) -> None:
    raise AssertionError(said)
