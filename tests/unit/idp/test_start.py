"""The process itself: what it refuses to start with, seen from outside (H03)."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.files import ROOT
from tests.support.proxies import answers
from tests.support.services import free_port
from tests.support.waiting import PATIENCE_SECONDS, until

SAFE = {
    "DJANGO_SETTINGS_MODULE": "idp.settings.production",
    "SECRET_KEY": "q7" * 40,
    "PUBLIC_URL": "https://id.nordljus.example",
    "TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of its own for the database: never one in which somebody tried Handslag out."""
    return tmp_path


def run(folder: Path, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **SAFE, **changes}
    said = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=said, capture_output=True, text=True, check=False
    )


def start(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-c", "import idp.asgi", **changes)


@pytest.fixture(scope="module")
def once_migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    run(folder, "manage.py", "migrate")
    return folder


@pytest.fixture
def migrated(once_migrated: Path, folder: Path) -> Path:
    """The same, with every table in it and nobody."""
    shutil.copytree(once_migrated, folder, dirs_exist_ok=True)
    return folder


def test_an_unsafe_production_does_not_start_and_says_why(folder: Path) -> None:
    ended = start(
        folder, PUBLIC_URL="http://id.nordljus.example", SECRET_KEY="", TRUSTED_PROXIES="10.0.0.1/8"
    )

    assert ended.returncode == 1
    assert "idp.E001" in ended.stderr
    assert "Set PUBLIC_URL to what people type" in ended.stderr
    assert "Write in TRUSTED_PROXIES" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_whose_settings_nobody_named_has_the_strict_ones(folder: Path) -> None:  # H03
    ended = run(folder, "manage.py", "serve", SECRET_KEY="", DJANGO_SETTINGS_MODULE="")

    assert ended.returncode == 1
    assert "idp.E001" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_safe_production_starts(migrated: Path) -> None:
    ended = start(migrated)

    assert ended.returncode == 0, ended.stderr


def test_h05_one_whose_database_lacks_migrations_does_not_start_and_says_what_to_do(folder: Path) -> None:
    ended = start(folder)

    assert ended.returncode == 1
    assert "idp.E080" in ended.stderr
    assert "Run manage.py migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_in_which_the_demo_was_tried_does_not_go_to_production(folder: Path) -> None:
    trying_out = {"DJANGO_SETTINGS_MODULE": "idp.settings.development", "PUBLIC_URL": "http://localhost:8000"}
    run(folder, "manage.py", "migrate", **trying_out)
    run(folder, "manage.py", "demo", **trying_out)

    ended = start(folder)

    assert ended.returncode == 1
    assert "admin@nordljus.example" in ended.stderr
    assert "Give production a database of its own" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_production_without_its_database_does_not_start_and_says_why(folder: Path) -> None:
    ended = start(folder, DATABASE_URL="postgres://handslag@127.0.0.1:1/handslag")

    assert ended.returncode == 1
    assert "mend DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


SERVER_SPEAKS = """
import logging
from idp.asgi import application
from idp.server.launcher import Options
Options(application).load()
logging.getLogger("uvicorn.access").info("GET /")
logging.getLogger("uvicorn.error").info("connection open")
logging.getLogger("uvicorn.error").warning("first\\nsecond")
"""


def test_the_servers_own_lines_are_written_as_ours(migrated: Path) -> None:  # H08 I10
    ended = run(migrated, "-c", SERVER_SPEAKS)

    lines = [line for line in ended.stderr.splitlines() if "uvicorn" in line or "second" in line]
    assert ended.stdout == ""
    assert [line.partition(" WARNING ")[2] for line in lines] == [r"uvicorn.error: first\nsecond"]


def test_a_server_that_is_interrupted_ends_in_good_order(migrated: Path) -> None:
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(migrated), **SAFE}
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as server:
        until(lambda: server.poll() is not None or answers(port))
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=PATIENCE_SECONDS)

    assert "Traceback" not in said
    assert server.returncode == 0
