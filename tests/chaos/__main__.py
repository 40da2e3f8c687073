"""`bin/chaos`: faults in a seeded order while people sign in. Fails when something was lost, or did not heal."""

from __future__ import annotations

import argparse
import secrets
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.chaos.stores import stores
from tests.load.surroundings import prepared


def main() -> int:
    """Read the options, set everything up, run."""
    said = _options()
    # Ended from outside, still stop what was started.
    signal.signal(signal.SIGTERM, _stop)
    with (
        stores(with_redis=said.share == "redis", fails_over=said.failover) as under,
        prepared(under.addresses) as folder,
    ):
        # Below, because Django's models can only be imported once the surroundings are made.
        from tests.chaos import failover, run, soak  # noqa: PLC0415  see above

        drawn = [] if "--seed" in sys.argv else ["--seed", str(said.seed)]
        options = run.Options(
            seed=said.seed,
            folder=folder,
            again=shlex.join(["bin/chaos", *sys.argv[1:], *drawn]),
            faults=said.faults,
            only=said.only,
            minutes=said.minutes,
            per_second=said.rate,
            json=said.json,
            plants=said.plant,
        )
        if said.failover:
            return failover.fail_over(options, under)
        return soak.soak(options, under, said.soak) if said.soak else run.run(options, under)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/chaos", description="Faults while people sign in. docs/chaos.md explains."
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="makes the order; drawn")
    parser.add_argument("--faults", type=int, default=20, help="how many (20)")
    parser.add_argument("--only", default="", metavar="NAME", help="this fault alone")
    parser.add_argument("--minutes", type=float, default=0, help="begin none after so many minutes")
    parser.add_argument("--rate", type=float, default=2, help="sign-ins a second (2)")
    parser.add_argument(
        "--share", choices=("redis", "postgresql"), default="redis", help="by what servers share (redis)"
    )
    parser.add_argument("--failover", action="store_true", help="instead, fail over PostgreSQL and Redis")
    parser.add_argument(
        "--soak", type=float, default=0, metavar="MINUTES", help="instead, no faults: what grows"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it there as well")
    parser.add_argument("--plant", action="store_true", help="lose a session by hand: the run must find it")
    return parser.parse_args()


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(f"Ended ({signal.Signals(number).name}).")


if __name__ == "__main__":
    sys.exit(main())
