"""What each other way in costs, from the username to the session: queries, and CPU time of what answers."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler

from tests.load.steps import QueryMeter
from tests.support.pages import FIREFOX
from tests.support.people import make_tenant, turn_off
from tests.support.proving import PROVE, Everything, have_everything, walk

PATHS = (
    ("phone",),
    ("password",),
    ("passkey",),
    ("password", "phone"),
    ("password", "passkey"),
    ("password", "authenticator_code"),
    ("password", "recovery_code"),
)
# Each by somebody else: a code is taken once, and half a minute passes before the next.
PEOPLE = 6
_addresses = (f"127.{a}.{b}.1" for a, b in itertools.product(range(1, 255), repeat=2))


@dataclass(frozen=True)
class WayCost:
    """One way in, where the organisation has no other; the password's hash is in its time."""

    path: tuple[str, ...]
    queries: int
    cpu_ms: float


def way_costs() -> list[WayCost]:
    """Walk each way in by several people; the first of them only warms up, and is counted."""
    return [_cost(path) for path in PATHS]


def count_way(person: Everything, path: tuple[str, ...]) -> QueryMeter:
    """Walk it once and count, the phone's own calls and the last page included."""
    meter = QueryMeter()
    with meter.listening():
        walk(person, _browser(), path)
    meter.stop(" → ".join(path))
    return meter


def _cost(path: tuple[str, ...]) -> WayCost:
    first, *others = [_who_has(path, number) for number in range(PEOPLE)]
    meter = count_way(first, path)
    return WayCost(
        path, meter.queries[" → ".join(path)], statistics.median(_cpu_ms(one, path) for one in others)
    )


def _who_has(path: tuple[str, ...], number: int) -> Everything:
    """Somebody of an organisation that has turned all other ways off."""
    slug = f"{'-'.join(path)}-{number}".replace("_", "-")
    tenant = make_tenant(slug, methods=list(PROVE), two_step=len(path) > 1)
    person = have_everything(tenant)
    for key in PROVE.keys() - set(path):
        turn_off(tenant, key)
    return person


def _cpu_ms(person: Everything, path: tuple[str, ...]) -> float:
    client = _browser()
    with _answering() as spent:
        walk(person, client, path)
    return sum(spent) * 1000


@contextmanager
def _answering() -> Iterator[list[float]]:
    """The CPU seconds of each answer, of the browser's and the phone's requests; what they do with them is not ours."""
    spent: list[float] = []
    answer = ClientHandler.__call__

    def measured(handler: ClientHandler, environ: dict[str, Any]) -> Any:
        began = time.process_time()
        try:
            return answer(handler, environ)
        finally:
            spent.append(time.process_time() - began)

    with patch.object(ClientHandler, "__call__", measured):
        yield spent


def _browser() -> Client:
    """A browser of a network of its own: the limits are the usual ones."""
    host = urlsplit(settings.PUBLIC_URL).netloc
    return Client(headers={"Host": host, "User-Agent": FIREFOX}, REMOTE_ADDR=next(_addresses))
