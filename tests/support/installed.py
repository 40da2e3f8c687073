"""A whole installation on this machine: a real server of production's settings, on PostgreSQL, behind a real proxy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.architecture.files import ROOT
from tests.support.mail_server import HOST, PASSWORD, USER, mail_server
from tests.support.proxies import NAME, PATIENCE_SECONDS, Place, answers, running
from tests.support.services import free_port, postgres
from tests.support.waiting import until


@dataclass(frozen=True)
class Installation:
    """What operators have: settings, where the server listens, and the proxy in front."""

    settings: dict[str, str]
    handslag: int
    proxy: Place

    def manage(self, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py with these settings, some of them changed."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**self.settings, **changes},
            capture_output=True,
            text=True,
            check=False,
        )

    def doctor(self, *options: str, **changes: str) -> dict[str, dict[str, Any]]:
        """Ask the doctor; what was found, by its key."""
        at = (f"--at=127.0.0.1:{self.proxy.port}", f"--plain-at=127.0.0.1:{self.proxy.plain_port}")
        done = self.manage("doctor", "--json", "--held=1", *at, *options, **changes)
        assert done.stdout, done.stderr
        told = json.loads(done.stdout)
        assert done.returncode == (0 if told["healthy"] else 1)
        return {one["key"]: one for one in told["found"]}


@contextmanager
def installed(proxy: str, folder: Path) -> Iterator[Installation]:
    """Make one behind this proxy, and run it meanwhile."""
    port = free_port()
    for name in ("proxy", "var", "mail"):
        (folder / name).mkdir()
    with (
        postgres() as database,
        mail_server(folder / "mail") as mail,
        running(proxy, folder / "proxy", handslag=port) as place,
    ):
        # Both certificates were made here, and no authority of this machine signed them.
        roots = folder / "roots.pem"
        own = (place.certificate[0], folder / "mail" / "certificate.pem")
        roots.write_text("".join(path.read_text() for path in own))
        settings = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "idp.settings.production",
            "SECRET_KEY": "d0c" * 20,
            "PUBLIC_URL": f"https://{NAME}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "DATABASE_URL": database.url,
            "MAIL_URL": f"smtp+tls://{USER}:{PASSWORD.replace(' ', '%20')}@{HOST}:{mail.port}",
            "VAR_DIR": str(folder / "var"),
            "SSL_CERT_FILE": str(roots),
        }
        installation = Installation(settings, port, place)
        for command in (("collectstatic", "--no-input"), ("migrate",), ("make_push_keys",)):
            done = installation.manage(*command)
            assert done.returncode == 0, done.stderr
        with _serving(settings, port, folder / "log"):
            yield installation


@contextmanager
def _serving(settings: dict[str, str], port: int, log: Path) -> Iterator[None]:
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with log.open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=said, stderr=said)
    try:
        until(lambda: process.poll() is not None or answers(port), within=60)
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.terminate()
        process.wait(2 * PATIENCE_SECONDS)
