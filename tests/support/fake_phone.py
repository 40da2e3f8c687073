"""A phone for tests: the simulator's core, its calls carried by Django's test client. It truly signs."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from devices.signatures.keys import SigningKey
from devices.simulator.http import parse_body
from devices.simulator.phone import SimulatedPhone
from devices.simulator.transport import Answer
from tests.support.commit import committed


class ClientTransport:
    """Carries calls by Django's test client: no network, the whole middleware."""

    def __init__(self, *, client: Client | None = None) -> None:
        self.client = client or Client()

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


def fake_phone(
    *,
    client: Client | None = None,
    key: SigningKey | None = None,
    clock: Callable[[], float] = time.time,
    label: str = "Ann's phone",
) -> SimulatedPhone:
    """Make a new phone that calls the site under test. `clock` sets the phone's own, which may be wrong."""
    return SimulatedPhone(
        transport=ClientTransport(client=client),
        public_url=settings.PUBLIC_URL,
        key=key,
        label=label,
        clock=clock,
    )
