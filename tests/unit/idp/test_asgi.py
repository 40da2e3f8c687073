"""T25: what a proxy or a stranger writes into a request changes neither scheme nor address."""

from typing import Any

import pytest
from pytest_django import Settings

from idp.asgi import as_seen_from_outside


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
