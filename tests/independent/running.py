"""Runs cases that Node tries against a server: what each is called, and what went wrong in it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.independent.world import ACTS, Acts

NODE = Path(__file__).parent.parent / "node"
GROUPS = sorted(path.stem for path in (NODE / "independent" / "groups").glob("*.mjs"))


def run(group: str, origin: str, acts: Acts = ACTS) -> Iterator[tuple[str, str | None]]:
    """A group of the phone's cases, in one process."""
    return cases([str(NODE / "independent" / "run.mjs"), group, origin], acts)


def cases(
    arguments: Sequence[str], acts: Acts, *, before_each: Callable[[], None] = lambda: None
) -> Iterator[tuple[str, str | None]]:
    """Each case's name, and what went wrong in it; None where nothing did. The next begins when more is asked for.

    The program writes a line of JSON for each, and for each act that is asked of us; `before_each` comes before the
    answer, which is a line too.
    """
    with subprocess.Popen(
        ["node", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for line in program.stdout:
            said = json.loads(line)
            before_each()
            answer = _act(said, acts) if "act" in said else None
            if "case" in said:
                yield said["case"], said["problem"]
            program.stdin.write(json.dumps(answer) + "\n")
            program.stdin.flush()
    assert program.returncode == 0, "it fell over before its last case"


def _act(said: dict[str, Any], acts: Acts) -> Any:
    return acts[said.pop("act")](**said)
