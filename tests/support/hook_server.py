"""A server that is told what happens; ``hook_server`` makes the product send to it (PUSH_STAND_IN)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from accounts import clock
from accounts.audit.log import record
from accounts.hooks.models import Delivery, Hook
from accounts.hooks.outbox import HookOutbox
from accounts.hooks.services import make
from accounts.tenants.models import Tenant
from accounts.users.events import CHANGED
from accounts.users.models import User
from tests.support.kept_log import keep_log
from tests.support.waiting import until

ADDRESS = "https://events.nordljus.example/take?key=s3cret"


@dataclass
class Told:
    """One message that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class HookServer:
    """Takes what comes. `answers` are what it says to the next ones, in order; then 204."""

    told: list[Told] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    always: int = 204
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def types(self) -> list[str]:
        return [one.said["type"] for one in self.told]


@pytest.fixture
def hook_server(settings: Settings) -> Iterator[HookServer]:
    made = HookServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.told.append(Told(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(made.answers.pop(0) if made.answers else made.always)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.PUSH_STAND_IN = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def make_hook(
    tenant: Tenant, actor: User, address: str = ADDRESS, *, kinds: tuple[str, ...] = ()
) -> tuple[Hook, str]:
    """A webhook that is told these kinds, or everything; and its secret."""
    return make(tenant, address, every_kind=not kinds, kinds=kinds, actor=actor)


def send_due() -> HookOutbox:
    """One turn of a worker: sends what is due, and notes how that ended."""
    outbox = HookOutbox(nudge=lambda: None)
    outbox.look()
    until(lambda: all(one.is_over for one in outbox.in_hand))
    outbox.settle()
    return outbox


def make_due(hook: Hook) -> None:
    """Its pause is over. SQLite's clock counts whole milliseconds, so a moment ago."""
    Hook.objects.filter(pk=hook.pk, due_at__isnull=False).update(due_at=clock.now() - timedelta(seconds=1))


def states() -> list[str]:
    """Of each delivery, the oldest first."""
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def happen(person: User, times: int = 1) -> None:
    """Something happens to the person that webhooks are told of, and the worker has read it."""
    for _ in range(times):
        record(CHANGED, tenant=person.tenant, subject=person)
    keep_log()
    for hook in Hook.objects.all():
        make_due(hook)
