"""Runs a group of the phone's cases in Node against a server: one process for each group."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.independent.world import ACTS, Acts

FOLDER = Path(__file__).parent.parent / "node" / "independent"
GROUPS = sorted(path.stem for path in (FOLDER / "groups").glob("*.mjs"))


def run(group: str, origin: str, acts: Acts = ACTS) -> Iterator[tuple[str, str | None]]:
    """Each case's name, and what went wrong in it; None where nothing did. The next begins when more is asked for."""
    command = ["node", str(FOLDER / "run.mjs"), group, origin]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as phone:
        assert phone.stdin is not None
        assert phone.stdout is not None
        for line in phone.stdout:
            said = json.loads(line)
            answer = _act(said, acts) if "act" in said else None
            if "case" in said:
                yield said["case"], said["problem"]
            phone.stdin.write(json.dumps(answer) + "\n")
            phone.stdin.flush()
    assert phone.returncode == 0, "the phone fell over before its last case"


def _act(said: dict[str, Any], acts: Acts) -> Any:
    return acts[said.pop("act")](**said)
