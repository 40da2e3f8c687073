"""A whole installation: two servers, one of them of two processes, a worker, a push service; and what is under them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from devices.addresses.models import PhoneAddress
from devices.addresses.services import register
from devices.phones.models import Phone
from tests.chaos.crowd import Crowd
from tests.chaos.judge import Whose
from tests.chaos.lines import Line
from tests.chaos.programs import Program, ServerProgram, WorkerProgram
from tests.chaos.stores import Stores
from tests.load.pushing import SETTINGS
from tests.support.push_service import PushService

STARTS_WITHIN_SECONDS = 120.0
LOOK_SECONDS = 0.25


@dataclass
class Installation:
    """`doors` are the lines by which the crowd comes to `servers`; `subscriptions` say for whom a notification is."""

    stores: Stores
    servers: list[ServerProgram]
    doors: list[Line]
    worker: WorkerProgram
    push: PushService
    to_push: Line
    subscriptions: Whose
    crowd: Crowd

    @property
    def programs(self) -> list[Program]:
        return [*self.servers, self.worker]

    @property
    def is_whole(self) -> bool:
        """Do all run, and is nothing away for any server?"""
        are_there = all(one.process.poll() is None for one in self.programs)
        return are_there and all(one.is_ready and len(one.pids()) >= one.processes for one in self.servers)

    def wait_until_whole(self, *, within: float = STARTS_WITHIN_SECONDS) -> None:
        self.wait_until(lambda: self.is_whole, within=within)

    def wait_until(self, is_so: Callable[[], bool], *, within: float) -> None:
        """Ask a few times a second, for each time costs those who are asked; fails when it is not so in time."""
        deadline = time.monotonic() + within
        while not is_so():
            assert time.monotonic() < deadline, "it never came to be so"
            time.sleep(LOOK_SECONDS)

    def wake_all(self) -> None:
        """Every phone is to be woken by our push service; also those whose address was called gone."""
        PhoneAddress.objects.all().delete()
        for phone in Phone.objects.filter(platform="simulator", label__startswith="Person"):
            subscription = self.push.subscribe()
            told = subscription.as_sent()
            self.subscriptions[subscription.token] = (str(phone.pk), subscription)
            kind, language = told.pop("kind"), told.pop("language")
            register(phone, kind=kind, data=told, language=language)


@contextmanager
def installation(stores: Stores, crowd: Crowd, logs: Path) -> Iterator[Installation]:
    """Start it on these stores, for this crowd; end it, whatever state it is in."""
    push = PushService()
    push.start()
    to_push = stores.exchange.line(to=int(push.url.rpartition(":")[2]))
    common = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PUSH_STAND_IN": f"http://127.0.0.1:{to_push.port}",
        "REDIS_URL": stores.redis_url,
        "EMBEDDED_WORKER": "off",
        "LOG_LEVEL": "INFO",
    }
    direct = common | {"DATABASE_URL": stores.direct_url}
    pooled = common | {"DATABASE_URL": stores.pooler.url, "DATABASE_DIRECT_URL": stores.direct_url}
    servers = [
        ServerProgram("the server alone", direct, log=logs / "server"),
        ServerProgram("the two servers", pooled, log=logs / "servers", workers=2),
    ]
    made = Installation(
        stores=stores,
        servers=servers,
        doors=[stores.exchange.line(to=server.port) for server in servers],
        worker=WorkerProgram(log=logs / "worker", **direct),
        push=push,
        to_push=to_push,
        subscriptions={},
        crowd=crowd,
    )
    crowd.come_by(made.doors)
    try:
        for program in made.programs:
            program.start()
        made.wait_until_whole()
        yield made
    finally:
        for program in made.programs:
            with suppress(AttributeError, ProcessLookupError):
                program.end()
        push.stop()
