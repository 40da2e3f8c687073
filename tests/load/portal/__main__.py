"""``bin/bench portal``: fills two PostgreSQL databases of its own, or takes two that are given, and compares pages."""

from __future__ import annotations

import argparse
import sys

from tests.load.filling.two import add_sizes, small_and_filled
from tests.load.portal.turns import HEAD, MOST_MS, MOST_TIMES, in_turns


def main() -> int:
    """1 where a page is over."""
    options = _options()
    with small_and_filled(options) as (small, filled):
        _say(HEAD)
        over = 0
        for cost in in_turns(small, filled, times=options.times, only=options.only):
            _say(cost.line)
            over += cost.is_over
    _say(f"{over or 'none'} over {MOST_TIMES} times, or over {MOST_MS} ms")
    return 1 if over else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench portal", description="What the portal's pages cost. docs/bench-full.md explains."
    )
    add_sizes(parser)
    parser.add_argument("--times", type=int, default=5, help="turns of each page (5)")
    parser.add_argument("--only", nargs="+", default=(), help="pages whose name has one of these words")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
