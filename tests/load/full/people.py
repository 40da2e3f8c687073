"""A process for one database: a line comes in, its people sign in at a server, a line with what it cost goes out."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from typing import Any

from tests.load.surroundings import prepared

WARM_UP_SECONDS = 5


def main() -> None:
    """Make the people and begin; answer until nobody asks any more."""
    people, rate, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    addresses = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    with prepared(addresses) as folder:
        # Below, because Django's models can only be imported once the surroundings are made.
        from tests.load.server import DatabaseProcesses, ServerProcess  # noqa: PLC0415  see above
        from tests.load.world import make_people  # noqa: PLC0415  likewise
        from tests.support.carrying import ClientTransport  # noqa: PLC0415  likewise

        slug = f"bench-{secrets.token_hex(4)}"
        crowd = make_people(people, transport=ClientTransport(), slug=slug)
        # Alone: what a worker reads and seals of a log that was filled is no part of a sign-in.
        with ServerProcess(log=folder / "server.log", EMBEDDED_WORKER="off") as server:
            asyncio.run(_answer(crowd, server, DatabaseProcesses(), rate=rate, seconds=seconds))


async def _answer(people: list[Any], server: Any, database: Any, *, rate: float, seconds: float) -> None:
    from tests.load.journey import Crowd  # noqa: PLC0415  as above

    crowd = Crowd(people, port=server.port)
    await crowd.at_pace(per_second=rate, seconds=WARM_UP_SECONDS)
    _say({"people": len(people)})
    for _line in sys.stdin:
        before = server.cpu_seconds(), database.cpu_seconds()
        outcome = await crowd.at_pace(per_second=rate, seconds=seconds)
        after = server.cpu_seconds(), database.cpu_seconds()
        many = max(1, len(outcome.took))
        each = [(late - early) * 1000 / many for early, late in zip(before, after, strict=True)]
        heard = sorted(outcome.heard_after)[len(outcome.heard_after) // 2] * 1000 if outcome.took else 0.0
        _say({"server": each[0], "database": each[1], "heard": heard, "failed": outcome.failures})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
