"""T25: what a proxy or a stranger writes into a request changes neither scheme nor address; the server's life."""

import asyncio
from typing import Any

import pytest
from pytest_django import Settings

from idp.asgi import Handslag, as_seen_from_outside
from tests.support.waiting import until
from tests.unit.idp.worker import tasks


def scope(kind: str = "http", *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": kind, "scheme": "http", "path": "/", "headers": list(headers)}


@pytest.mark.parametrize(
    ("public_url", "kind", "scheme"),
    [
        ("https://id.nordljus.example", "http", "https"),
        ("https://id.nordljus.example", "websocket", "wss"),
        ("http://localhost:8000", "http", "http"),
        ("http://localhost:8000", "websocket", "ws"),
    ],
)
def test_the_scheme_is_that_of_the_public_address(
    settings: Settings, public_url: str, kind: str, scheme: str
) -> None:
    settings.PUBLIC_URL = public_url
    forwarded = (b"x-forwarded-proto", b"gopher")

    assert as_seen_from_outside(scope(kind, forwarded))["scheme"] == scheme


def test_a_header_written_with_an_underscore_is_dropped() -> None:
    # In META, X_Forwarded_For is the same as X-Forwarded-For.
    headers = [(b"x_forwarded_for", b"10.0.0.1"), (b"x-forwarded-for", b"203.0.113.7")]

    assert as_seen_from_outside(scope("http", *headers))["headers"] == [headers[1]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("embedded", [True, False])
def test_the_server_works_beside_its_pages_unless_it_is_told_not_to(
    embedded: bool, settings: Settings
) -> None:
    settings.EMBEDDED_WORKER = embedded
    tasks.done.clear()
    tasks.note.enqueue("hello")
    said: list[str] = []

    def serves_and_stops() -> dict[str, str]:
        """What the server is told: to start up and, once it has worked, to stop."""
        if said:
            until(lambda: not embedded or tasks.done)
        return {"type": "lifespan"}

    async def receive() -> dict[str, str]:
        return await asyncio.to_thread(serves_and_stops)

    async def send(message: dict[str, str]) -> None:
        said.append(message["type"])

    asyncio.run(Handslag(keeps_house=False)({"type": "lifespan"}, receive, send))

    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert tasks.done == (["hello"] if embedded else [])
