"""``bin/bench full``: sign-ins over a small database and a filled one, in turns. docs/bench-full.md explains."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.load.filling.two import add_sizes, small_and_filled
from tests.support.services import redis

MOST_TIMES = 1.1
NAMES = ("small", "filled")
PARTS = ("server", "database")


def main() -> int:
    """1 where a sign-in failed, or costs more over the filled database than it may."""
    options = _options()
    took: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES}
    with small_and_filled(options) as urls, contextlib.ExitStack() as ends:
        people = {
            name: ends.enter_context(_people(url, options)) for name, url in zip(NAMES, urls, strict=True)
        }
        for _turn in range(options.turns):
            for name in NAMES:
                took[name].append(_ask(people[name]))
                _say(_line(name, took[name][-1]))
    failed = [one for turns in took.values() for turn in turns for one in turn["failed"]]
    for failure in failed[:5]:
        _say(f"FAILED {failure}")
    times = {
        part: median(one[part] for one in took["filled"]) / median(one[part] for one in took["small"])
        for part in PARTS
    }
    told = ", ".join(f"{part} x {found:.2f}" for part, found in times.items())
    _say(f"filled against small, medians: {told}; {MOST_TIMES} may be")
    return 1 if failed or max(times.values()) > MOST_TIMES else 0


@contextlib.contextmanager
def _people(url: str, options: argparse.Namespace) -> Iterator[subprocess.Popen[str]]:
    """The process of one database, once its people have begun."""
    asked = [str(one) for one in (options.signing, options.rate, options.seconds)]
    with redis() as cache:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.full.people", *asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DATABASE_URL": url, "REDIS_URL": cache.url},
        )
        try:
            _hear(process)
            yield process
        finally:
            # It ends its server when nobody asks any more.
            process.communicate()


def _ask(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return _hear(process)


def _hear(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit("Nobody could sign in; see above.")
    heard: dict[str, Any] = json.loads(line)
    return heard


def _line(name: str, took: dict[str, Any]) -> str:
    cost = ", ".join(f"{part} {took[part]:5.1f} ms" for part in PARTS)
    return f"{name:<8}{cost} of CPU a sign-in   approve → browser p50 {took['heard']:5.1f} ms"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench full", description="What a sign-in costs over a filled database."
    )
    add_sizes(parser)
    parser.add_argument("--signing", type=int, default=200, help="people who sign in, over each (200)")
    parser.add_argument("--rate", type=float, default=8, help="sign-ins a second (8)")
    parser.add_argument("--seconds", type=float, default=10, help="how long each turn lasts (10)")
    parser.add_argument("--turns", type=int, default=5, help="turns of each; the medians count (5)")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
