"""`bin/bench`: every part in turn. Ends non-zero when a sign-in failed or an aim was missed."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.load.surroundings import surroundings

BOUND_SECONDS = 360
PARTS = ("steps", "ways", "sign-ins", "applications", "waiting")


def main() -> int:
    """Read the options, set everything up, run the parts."""
    options = _options()
    # Ended from outside or out of time, still stop what was started.
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(BOUND_SECONDS)
    started = time.monotonic()
    with surroundings() as folder:
        failed = _run(options, folder)
    say(f"\n{time.monotonic() - started:.0f} s in all")
    return 1 if failed else 0


def _run(options: argparse.Namespace, folder: Path) -> bool:
    # Below, because Django's models can only be imported once the surroundings are made.
    from tests.load import parts, waking  # noqa: PLC0415  see above

    people = parts.make_world(options.people)
    if options.profile:
        say(parts.profile(people))
        return False
    if options.push:
        return waking.compare_push(people, options=options, log=folder / "server.log")
    failed = False
    if "steps" in options.only:
        parts.show_steps(people)
    if "ways" in options.only:
        parts.show_ways()
    if "sign-ins" in options.only:
        failed |= parts.show_sign_ins(people, options=options, log=folder / "server.log")
    if "applications" in options.only:
        parts.show_applications(people, log=folder / "server.log")
    if "waiting" in options.only:
        parts.show_waiting(counts=options.waiting, log=folder / "server.log")
    return failed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="What sign-ins cost. docs/bench.md explains."
    )
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="these parts")
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts (10)")
    parser.add_argument("--rate", type=float, default=20, help="sign-ins a second at an even pace (20)")
    parser.add_argument("--concurrency", type=int, default=8, help="people at once without a pace (8)")
    parser.add_argument("--workers", type=int, default=1, help="processes of the server (1)")
    parser.add_argument("--beside", type=int, default=0, help="sign-ins beside so many waiting pages (0)")
    parser.add_argument("--people", type=int, default=400, help="people in the organisation (400)")
    parser.add_argument(
        "--waiting", type=int, nargs="+", default=[1000, 5000], help="waiting pages (1000 5000)"
    )
    parser.add_argument(
        "--push", action="store_true", help="instead, compare sign-ins whose phones are woken with others"
    )
    parser.add_argument("--profile", action="store_true", help="instead, show where the server's time goes")
    return parser.parse_args()


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(f"The bench was ended ({signal.Signals(number).name}); at most {BOUND_SECONDS} s are allowed.")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
