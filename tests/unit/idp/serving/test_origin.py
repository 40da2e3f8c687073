"""T16: who may open a websocket."""

import asyncio
from typing import Any
from unittest import mock

import pytest
from pytest_django import Settings

from idp.serving.log.crowds import MINUTE, MOST_LINES, FewOfAKind
from idp.serving.origin import OwnOriginOnly, is_our_host, may_open


def scope(path: str, *origins: bytes) -> dict[str, object]:
    return {"path": path, "headers": [(b"origin", origin) for origin in origins]}


def test_a_page_of_ours_may_open_a_socket(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    assert may_open(scope("/live/approval/", b"https://id.nordljus.example"))
    assert may_open(scope("/live/phone/", b"https://id.nordljus.example"))


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"http://id.nordljus.example",
        b"https://id.nordljus.example:8443",
        b"https://id.nordljus.example.evil.example",
        b"null",
        b"",
    ],
)
@pytest.mark.parametrize("path", ["/live/approval/", "/live/enrolment/", "/live/phone/"])
def test_another_page_may_not(settings: Settings, path: str, origin: bytes) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    assert not may_open(scope(path, origin))


def test_only_the_phone_socket_may_lack_an_origin() -> None:
    assert may_open(scope("/live/phone/"))
    assert not may_open(scope("/live/approval/"))
    assert not may_open(scope("/live/enrolment/"))


def test_two_origins_are_none(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    assert not may_open(scope("/live/phone/", b"https://id.nordljus.example", b"https://evil.example"))


def hosted(*hosts: bytes) -> dict[str, object]:
    return {"path": "/live/phone/", "headers": [(b"host", host) for host in hosts]}


def test_only_the_host_of_our_pages_has_sockets(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["id.nordljus.example"]

    assert is_our_host(hosted(b"id.nordljus.example"))
    assert is_our_host(hosted(b"ID.nordljus.example:8443"))


@pytest.mark.parametrize(
    "hosts",
    [
        (b"id.sydsol.example",),
        (b"id.nordljus.example.evil.example",),
        (b"",),
        (b"\xff",),
        (),
        (b"id.nordljus.example", b"evil.example"),
    ],
)
def test_another_organisations_host_has_none(settings: Settings, hosts: tuple[bytes, ...]) -> None:
    settings.ALLOWED_HOSTS = ["id.nordljus.example"]

    assert not is_our_host(hosted(*hosts))


def test_t32_a_flood_of_refused_sockets_is_a_few_lines(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    clock = mock.Mock(return_value=100.0)
    monkeypatch.setattr("idp.serving.log.crowds.time", mock.Mock(monotonic=clock))
    caplog.handler.addFilter(few := FewOfAKind())
    door = OwnOriginOnly(None)

    for _ in range(MOST_LINES + 500):
        asyncio.run(refused(door))
    clock.return_value += MINUTE
    asyncio.run(refused(door))
    caplog.handler.removeFilter(few)

    assert len(caplog.messages) == MOST_LINES + 1
    assert vars(caplog.records[-1])["left_out"] == 500


async def refused(door: OwnOriginOnly) -> None:
    async def send(said: dict[str, Any]) -> None:
        assert said["type"] == "websocket.close"

    await door({"type": "websocket", **scope("/live/approval/", b"https://evil.example")}, None, send)
