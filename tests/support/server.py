"""The whole application, as bin/run starts it, on a thread of the test's own process.

``server`` is for tests that need real sockets or a real browser; everything else is quicker with
``client``. Its data is really committed, so that the server's threads see it.
"""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from channels.layers import channel_layers
from django.core.management import call_command
from django.test import override_settings
from pytest_django import Settings

from idp.server.launcher import Options

HASHED = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "idp.serving.static_files.HashedStaticFiles"},
}
PATIENCE_SECONDS = 20


class Server:
    """A server: ``url`` for pages, ``socket_url`` for sockets; ``stop`` and ``start`` for faults."""

    def __init__(self) -> None:
        # Bound and never listening, it keeps the port ours while the server is away: nobody else is given it.
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port: int = self.place.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.socket_url = f"ws://localhost:{self.port}"

    def start(self) -> None:
        """Serve, with an application made anew, as after a restart of the process."""
        from idp.asgi import Handslag  # noqa: PLC0415  it reads the settings this fixture has changed

        channel_layers.backends.clear()
        self.uvicorn = _AnnouncedServer(Handslag(keeps_house=False))
        self.gate = self.uvicorn.gate
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        if not self.uvicorn.is_up.wait(PATIENCE_SECONDS):
            raise RuntimeError("the test server did not start")

    def stop(self) -> None:
        """End it, waiting for its thread."""
        self.uvicorn.should_exit = True
        self.thread.join(PATIENCE_SECONDS)

    def _serve(self) -> None:
        # Of a socket that is not said to be TCP asyncio leaves Nagle's delay on: forty milliseconds for each answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.uvicorn.run(sockets=[listener])


class _AnnouncedServer(uvicorn.Server):
    def __init__(self, application: Any) -> None:
        options = Options(application)
        super().__init__(options)
        self.gate = options.gate
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.is_up.set()


@pytest.fixture(scope="session")
def collected_static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files under their hashed names, once for the whole run."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=HASHED):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def server(transactional_db: None, settings: Settings, collected_static: Path) -> Iterator[Server]:
    """A running server; settings.PUBLIC_URL is its address."""
    running = Server()
    settings.STATIC_ROOT = collected_static
    settings.STORAGES = HASHED
    settings.PUBLIC_URL = running.url
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = [running.url]
    running.start()
    yield running
    running.stop()
    running.place.close()
