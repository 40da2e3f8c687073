"""Runs tests in this folder as often as it is asked to, each time in a child that has the libraries already.

``python -m tests.mutants.runner``: a line of JSON comes in for each run, one goes out when it has ended. Nothing of the
product is loaded here, so each child loads it as it stands then. The tables are made once, and copied for each child.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutants import verdict

# What takes longest to load, and asks for no settings.
LIBRARIES = (
    "hypothesis.strategies",
    "_hypothesis_pytestplugin",
    "anyio.pytest_plugin",
    "schemathesis.pytest.plugin",
    "playwright.sync_api",
    "pytest_django.plugin",
    "pytest_playwright.pytest_playwright",
    "pytest_timeout",
    "cryptography.x509",
    "django.contrib.auth.hashers",
    "django.db.models",
    "django.forms",
    "django.template",
    "django.test",
    "dns.resolver",
    "idna",
    "joserfc.jws",
    "polib",
    "psycopg",
    "redis.asyncio",
    "time_machine",
    "ua_parser",
    "uvicorn",
    "webauthn",
    "websockets.asyncio.client",
    "zxcvbn",
)
PYTEST = ("-q", "--slow", "-p", "no:cacheprovider", "-p", "no:xdist")
FOLDER = Path(tempfile.gettempdir())
TABLES = FOLDER / "tables.sqlite3"


def main() -> None:
    """Answer until nobody asks any more."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(asked["arguments"], folder=Path(asked["folder"]), makes_tables=asked["makes_tables"])
        os.waitpid(child, 0)
        _tidy(child, keep_tables=asked["keep_tables"])
        print("ended", flush=True)  # noqa: T201  the answer


def _run(arguments: Sequence[str], *, folder: Path, makes_tables: bool) -> None:
    """In the child: run them, write what the plugin says of each and what pytest prints, and end."""
    output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    own: Sequence[str] = ("--reuse-db",)
    if TABLES.exists() and not makes_tables:
        own_database = _database_of(os.getpid())
        own_database.parent.mkdir(exist_ok=True)
        shutil.copy(TABLES, own_database)
        own = ("--reuse-db", "--no-migrations")
    try:
        pytest.main([*PYTEST, *own, *arguments], plugins=[verdict])
        (folder / "said.json").write_text(json.dumps(verdict.said))
    finally:
        sys.stdout.flush()
        os._exit(0)


def _tidy(child: int, *, keep_tables: bool) -> None:
    made = _database_of(child)
    if keep_tables and made.exists():
        # Not the file as it lies there: what was written last may stand beside it.
        with contextlib.closing(sqlite3.connect(made)) as database:
            database.execute("VACUUM INTO ?", [str(TABLES)])
    shutil.rmtree(made.parent, ignore_errors=True)


def _database_of(process: int) -> Path:
    """Where the settings of tests keep the database of this process."""
    return FOLDER / f"handslag-tests-{process}" / "tests.sqlite3"


if __name__ == "__main__":
    main()
