"""The release before this one, out of the history, in a folder that goes afterwards; its servers and its commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from devices.simulator.http import HttpTransport
from devices.simulator.phone import SimulatedPhone
from devices.simulator.state import from_json
from idp.upgrading.released import COMMIT
from tests.architecture.files import ROOT
from tests.load.server import ServerProcess

# Run there, with its own makers of people and phones: somebody with a phone, ready for phone sign-in.
SOMEBODY = """
import json, sys
import django
django.setup()
from devices.simulator.http import HttpTransport
from devices.simulator.state import to_json
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
person = make_person(make_tenant(sys.argv[2]))
phone = SigningPhone(transport=HttpTransport(base_url=sys.argv[1]))
phone.enable_phone_sign_in(phone.add_over_the_api(person))
print(json.dumps([person.username, to_json(phone)]))
"""


class Release(ServerProcess):
    """A server of whatever lies in this folder."""

    def __init__(self, folder: Path, *, log: Path, **environment: str) -> None:
        super().__init__(log=log, **environment)
        self.folder = folder

    def _program(self) -> list[str]:
        return ["env", "--chdir", str(self.folder), sys.executable, "manage.py", *self.command]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://localhost:{self.port}"

    def stop(self) -> None:
        """As an operator stops it."""
        self.process.terminate()
        # One server alone ends by the very signal, once it has ended in good order.
        assert self.process.wait(60) in (0, -signal.SIGTERM), self.log.read_text()


@contextmanager
def checked_out(folder: Path) -> Iterator[Path]:
    """Its files. Fails in words where the history does not reach so far."""
    found = subprocess.run(["git", "cat-file", "-e", f"{COMMIT}^{{commit}}"], cwd=ROOT, check=False)
    if found.returncode:
        pytest.fail(f"the history does not reach back to {COMMIT[:8]}: git fetch --unshallow", pytrace=False)
    folder.mkdir()
    packed = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    run(folder, "manage.py", "compile_texts", "--verbosity", "0")
    yield folder


def run(folder: Path, *command: str, **environment: str) -> str:
    """What a command of the release in this folder says."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def somebody(folder: Path, server: Release, tenant: str, environment: Mapping[str, str]) -> tuple[str, Any]:
    """Somebody with a phone, made by the release in this folder: their username, and the phone as it is kept."""
    said = run(folder, "-c", SOMEBODY, server.url, tenant, **environment)
    username, phone = json.loads(said.splitlines()[-1])
    return username, phone


def phone_at(server: Release, kept: Any) -> SimulatedPhone:
    """The phone, calling this server."""
    return from_json(kept, transport=HttpTransport(base_url=server.url, public_url=settings.PUBLIC_URL))


@contextmanager
def database_of_ones_own(name: str) -> Iterator[str]:
    """An empty one beside that of the tests, where this process looks too meanwhile; its address."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    yield f"{address.rpartition('/')[0]}/{name}"
    connection.close()
    connection.settings_dict["NAME"] = before
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
