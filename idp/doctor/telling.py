"""What the doctor found, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from idp.doctor.found import State
from idp.doctor.looking import Looked


def as_table(looked: Sequence[Looked]) -> Iterator[str]:
    """Write a line for each, below it what helps where not all is well, and a last line that counts them."""
    widest = max((len(one.check.key) for one in looked), default=0)
    for one in looked:
        yield f"{one.found.state:9}  {one.check.key:{widest}}  {one.check.what}: {one.found.says}"
        if one.found.remedy:
            yield f"{'':9}  {'':{widest}}  → {one.found.remedy}"
    many = Counter(one.found.state for one in looked)
    yield ""
    yield ", ".join(f"{many[state]} {state}" for state in State if many[state])


def as_json(looked: Sequence[Looked]) -> str:
    """Write the same as one object."""
    found = [
        {
            "key": one.check.key,
            "what": one.check.what,
            "state": one.found.state,
            "says": one.found.says,
            "remedy": one.found.remedy,
        }
        for one in looked
    ]
    return json.dumps({"healthy": not is_ill(looked), "found": found}, ensure_ascii=False, indent=2)


def is_ill(looked: Sequence[Looked]) -> bool:
    """Whether anything failed; a warning is no failure."""
    return any(one.found.state is State.FAILED for one in looked)
