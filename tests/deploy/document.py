"""The steps of docs/deploying.md, as they are written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.files import ROOT

PAGE = ROOT / "docs" / "deploying.md"
STEP = re.compile(r"^## (\d+\. .+?)$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^(<!-- not run: .+? -->\n)?```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A heading, and the blocks below it that are run."""

    title: str
    blocks: tuple[str, ...]


def steps() -> Iterator[Step]:
    """Read them, in their order."""
    for title, text in STEP.findall(PAGE.read_text()):
        yield Step(title, tuple(block for not_run, block in BLOCK.findall(text) if not not_run))
