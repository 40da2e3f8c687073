"""T40: another machine that reaches a Handslag that is tried out is refused in one line, however it is served."""

from __future__ import annotations

import asyncio
import urllib.request
from typing import Any

import pytest
from pytest_django import Settings

from idp.asgi import Handslag
from tests.support.server import Server


@pytest.fixture
def tried_out(settings: Settings) -> Handslag:
    settings.THIS_MACHINE_ONLY = True
    return Handslag(keeps_house=False, has_worker=False)


def scope_of(client: tuple[str, int] | None, *, kind: str = "http", **headers: str) -> dict[str, Any]:
    said = {"host": "localhost:8000", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": kind,
        "http_version": "1.1",
        "method": "GET",
        "path": "/live/approval/" if kind == "websocket" else "/health/live",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
        "client": client,
        "server": ("127.0.0.1", 8000),
        "subprotocols": [],
    }


def asked(application: Any, scope: dict[str, Any]) -> dict[str, Any]:
    """What the application answers, all of it in one."""
    answer: dict[str, Any] = {}
    kind = scope["type"]
    asking = iter([{"type": "http.request" if kind == "http" else "websocket.connect"}])

    async def receive() -> dict[str, Any]:
        return next(asking, {"type": f"{kind}.disconnect", "code": 1006})

    async def send(message: dict[str, Any]) -> None:
        answer.update({**message, "body": answer.get("body", b"") + message.get("body", b"")})

    asyncio.run(application(scope, receive, send))
    return answer


@pytest.mark.parametrize(
    "scope",
    [
        scope_of(("192.0.2.7", 4711)),
        scope_of(("2001:db8::7", 4711)),
        scope_of(None),
        scope_of(("127.0.0.1", 4711), x_forwarded_for="192.0.2.7"),
        scope_of(("127.0.0.1", 4711), x_forwarded_for="127.0.0.1, 192.0.2.7"),
        scope_of(("127.0.0.1", 4711), x_real_ip="192.0.2.7"),
        scope_of(("127.0.0.1", 4711), forwarded="for=192.0.2.7"),
    ],
    ids=["IPv4", "IPv6", "a pipe", "by a proxy", "by two", "by another proxy", "RFC 7239"],
)
def test_another_machine_is_refused_in_one_line(tried_out: Handslag, scope: dict[str, Any]) -> None:  # T40
    answer = asked(tried_out, scope)

    assert answer["status"] == 403
    assert answer["body"].decode().count("\n") == 0
    assert b"its own machine alone" in answer["body"]


@pytest.mark.parametrize("client", [("127.0.0.1", 4711), ("::1", 4711), ("::ffff:127.0.0.1", 4711)])
def test_this_machine_is_served(tried_out: Handslag, client: tuple[str, int]) -> None:
    assert asked(tried_out, scope_of(client))["status"] == 200


def test_a_socket_of_another_machine_is_closed(tried_out: Handslag) -> None:  # T40
    answer = asked(tried_out, scope_of(("192.0.2.7", 4711), kind="websocket", origin="http://localhost:8000"))

    assert answer["type"] == "websocket.close"


def test_where_the_demo_was_asked_for_others_are_served(server: Server) -> None:
    request = urllib.request.Request(f"{server.url}/health/live", headers={"X-Forwarded-For": "192.0.2.7"})

    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
