"""A small database and a filled one, for what is compared over both: made in a PostgreSQL of one's own, or given."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.support.services import postgres, postgres_program


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """Options of how large both are, or where they are."""
    parser.add_argument("--people", type=int, default=1_000_000, help="in the filled database (1,000,000)")
    parser.add_argument(
        "--sign-ins", type=int, default=10_000_000, help="in the filled database (10,000,000)"
    )
    parser.add_argument("--small-people", type=int, default=10_000, help="in the small one (10,000)")
    parser.add_argument("--small-sign-ins", type=int, default=100_000, help="in the small one (100,000)")
    parser.add_argument("--small", default="", help="address of a small database that is filled already")
    parser.add_argument("--filled", default="", help="address of a large one that is filled already")


@contextlib.contextmanager
def small_and_filled(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The addresses of both, as DATABASE_URL writes them."""
    if options.small and options.filled:
        yield options.small, options.filled
        return
    with postgres() as server:
        sizes = (
            ("small", options.small_people, options.small_sign_ins),
            ("filled", options.people, options.sign_ins),
        )
        small, filled = (_fill(server.url, name, people, tries) for name, people, tries in sizes)
        yield small, filled


def _fill(server: str, name: str, people: int, tries: int) -> str:
    sys.stdout.write(f"filling {name}\n")
    sys.stdout.flush()
    url = f"{server.rpartition('/')[0]}/{name}"
    subprocess.run([postgres_program("createdb"), "--maintenance-db", server, name], check=True)
    sizes = ["--people", str(people), "--sign-ins", str(tries)]
    command = [sys.executable, "-m", "tests.load.filling", *sizes]
    subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": url})
    return url
