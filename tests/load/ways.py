"""What each other way in costs, from the username to the session: queries, and CPU time of this process."""

from __future__ import annotations

import itertools
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from tests.load.steps import QueryMeter
from tests.support.pages import FIREFOX
from tests.support.people import make_tenant
from tests.support.proving import PROVE, Everything, have_everything, walk

PATHS = (
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
    """One way in; the password's hash is in its time."""

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
    tenants = [
        make_tenant(f"{'-'.join(path)}-{n}".replace("_", "-"), methods=list(PROVE), two_step=len(path) > 1)
        for n in range(PEOPLE)
    ]
    first, *others = [have_everything(tenant) for tenant in tenants]
    meter = count_way(first, path)
    return WayCost(
        path, meter.queries[" → ".join(path)], statistics.median(_cpu_ms(one, path) for one in others)
    )


def _cpu_ms(person: Everything, path: tuple[str, ...]) -> float:
    client, began = _browser(), time.process_time()
    walk(person, client, path)
    return (time.process_time() - began) * 1000


def _browser() -> Client:
    """A browser of a network of its own: the limits are the usual ones."""
    host = urlsplit(settings.PUBLIC_URL).netloc
    return Client(headers={"Host": host, "User-Agent": FIREFOX}, REMOTE_ADDR=next(_addresses))
