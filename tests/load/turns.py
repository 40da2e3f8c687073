"""`bin/bench turns OTHER`: sign-ins at this source and at another, in turns, and how many times as much ours cost.

Each turn is a source's own `bin/bench --only sign-ins`, with what that source installs. What is not taken in turns is
not compared: the same machine is up to one and a half times slower at another hour.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.load.__main__ import say

HERE = Path(__file__).resolve().parents[2]
LINE = re.compile(
    r"^(?P<load>paced|\d+ at once).*? (?P<rate>[\d.]+) sign-ins/s +server CPU +(?P<server>[\d.]+) ms each"
    r"(, database +(?P<database>[\d.]+))?",
    re.MULTILINE,
)
FIGURES = {"rate": "sign-ins/s", "server": "ms of server CPU", "database": "ms of the database's"}
# By load and figure: what each turn gave.
Taken = dict[tuple[str, str], list[float]]


def main() -> int:
    """Take the turns; end with 1 where ours cost the server more than may be, at either load."""
    options = _options()
    sources = [HERE, options.other.resolve()]
    taken: list[Taken] = [defaultdict(list), defaultdict(list)]
    for _ in range(options.turns):
        for source, kept in zip(sources, taken, strict=True):
            _take(source, kept, options)
    say("\nours and theirs, means:")
    factors = {key: _compare(key, *taken) for key in taken[0] if taken[1][key]}
    servers = [factor for (_load, figure), factor in factors.items() if figure == "server"]
    return int(not servers or max(servers) > options.most)


def _take(source: Path, kept: Taken, options: argparse.Namespace) -> None:
    told = [f"--rate={options.rate:g}", f"--seconds={options.seconds:g}"]
    # Whatever it aims at: only what it measured counts here.
    command = [str(source / "bin/bench"), "--only", "sign-ins", *told]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    for line in LINE.finditer(said):
        say(f"{source.name:<12}{line[0]}")
        for figure in FIGURES:
            if line[figure]:
                kept[line["load"], figure].append(float(line[figure]))


def _compare(key: tuple[str, str], ours: Taken, theirs: Taken) -> float:
    load, figure = key
    mine, other = (sum(kept[key]) / len(kept[key]) for kept in (ours, theirs))
    say(f"  {load:<12}{FIGURES[figure]:<22}{mine:7.1f}{other:7.1f}  x {mine / other:.2f}")
    return mine / other


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench turns", description="Sign-ins at two sources, in turns. docs/bench.md explains."
    )
    parser.add_argument("other", type=Path, help="the other source, a working copy of it")
    parser.add_argument("--turns", type=int, default=3, help="of each (3)")
    parser.add_argument("--rate", type=float, default=12, help="sign-ins a second at an even pace (12)")
    parser.add_argument("--seconds", type=float, default=15, help="how long each load lasts (15)")
    parser.add_argument("--most", type=float, default=1.0, help="times their server CPU ours may be (1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
