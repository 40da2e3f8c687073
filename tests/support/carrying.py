"""Carries a phone's calls by Django's test client: no network, the whole middleware."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from devices.simulator.http import parse_body
from devices.simulator.transport import Answer
from tests.support.commit import committed


class ClientTransport:
    """Each phone with a test client of its own."""

    def __init__(self) -> None:
        self.client = Client()

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        address = urlsplit(settings.PUBLIC_URL)
        with committed():
            response = self.client.generic(
                method,
                path,
                data=b"" if body is None else json.dumps(body, ensure_ascii=False).encode(),
                content_type="application/json",
                secure=address.scheme == "https",
                headers={**headers, "Host": address.netloc},
            )
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=parse_body(response.content),
        )
