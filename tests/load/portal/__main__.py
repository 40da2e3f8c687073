"""``bin/bench portal``: fills two PostgreSQL databases of its own, or takes two that are given, and compares pages."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.load.portal.turns import HEAD, MOST_TIMES, in_turns
from tests.support.services import postgres, postgres_program


def main() -> int:
    """1 where a page is over."""
    options = _options()
    given = (options.small, options.filled)
    with contextlib.nullcontext(given) if all(given) else _made(options) as (small, filled):
        _say(HEAD)
        over = 0
        for cost in in_turns(small, filled, times=options.times, only=options.only):
            _say(cost.line)
            over += cost.is_over
    _say(f"{over} over {MOST_TIMES} times" if over else f"none over {MOST_TIMES} times")
    return 1 if over else 0


@contextlib.contextmanager
def _made(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """A PostgreSQL of the bench's own with both, for as long as it takes."""
    with postgres() as server:
        urls = []
        for name, people, tries in (
            ("small", options.small_people, options.small_sign_ins),
            ("filled", options.people, options.sign_ins),
        ):
            root = server.url.rpartition("/")[0]
            subprocess.run([postgres_program("createdb"), "--maintenance-db", server.url, name], check=True)
            urls.append(f"{root}/{name}")
            _say(f"filling {name}")
            command = [
                sys.executable,
                "-m",
                "tests.load.filling",
                "--people",
                str(people),
                "--sign-ins",
                str(tries),
            ]
            subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": urls[-1]})
        yield urls[0], urls[1]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench portal", description="What the portal's pages cost. docs/bench.md explains."
    )
    parser.add_argument("--people", type=int, default=1_000_000, help="in the filled database (1,000,000)")
    parser.add_argument(
        "--sign-ins", type=int, default=10_000_000, help="in the filled database (10,000,000)"
    )
    parser.add_argument("--small-people", type=int, default=10_000, help="in the small one (10,000)")
    parser.add_argument("--small-sign-ins", type=int, default=100_000, help="in the small one (100,000)")
    parser.add_argument("--small", default="", help="address of a small database that is filled already")
    parser.add_argument("--filled", default="", help="address of a large one that is filled already")
    parser.add_argument("--times", type=int, default=5, help="turns of each page (5)")
    parser.add_argument("--only", nargs="+", default=(), help="pages whose name has one of these words")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
