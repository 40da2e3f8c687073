"""PostgreSQL dies, and its standby is promoted; then Redis dies, and a Sentinel chooses another: each under load."""

from __future__ import annotations

import subprocess
import time
from functools import partial

from tests.chaos.run import Options, Run, closing_up, say, set_up
from tests.chaos.stores import Stores, port_of
from tests.support.services import postgres_program

HEALS_WITHIN_SECONDS = 60.0
CALM_SECONDS = 10.0


def fail_over(options: Options, under: Stores) -> int:
    """Each of both, under load, judged; 1 where something did not hold."""
    with set_up(options, under) as made, closing_up(made):
        for number, (name, (what, strike)) in enumerate(FAILOVERS.items(), start=1):
            time.sleep(CALM_SECONDS)
            made.note(number, name, what, partial(strike, made))
    return 1 if made.violation else 0


def promote(made: Run) -> None:
    """The standby has all that was acknowledged: nothing was committed without it."""
    under = made.at.stores
    assert under.standby is not None
    began = time.monotonic()
    under.database.kill_all()
    data = str(under.standby.folder / "data")
    command = [postgres_program("pg_ctl"), "promote", "-D", data, "-w"]
    subprocess.run(
        command, check=True, capture_output=True, user=under.standby.user, cwd=under.standby.folder
    )
    # As an address that moves to another machine; a host list with target_session_attrs does the same.
    for line in (under.to_database, under.looking):
        line.lead(port_of(under.standby))
    say(f"      promoted after {time.monotonic() - began:.1f} s")


def choose(made: Run) -> None:
    watched = made.at.stores.watched
    assert watched is not None
    began = time.monotonic()
    watched.servers[0].kill()
    made.at.wait_until(lambda: watched.master() is watched.servers[1], within=HEALS_WITHIN_SECONDS)
    say(f"      chosen after {time.monotonic() - began:.1f} s")


FAILOVERS = {
    "postgres-failover": ("kill -9 of PostgreSQL, whose standby is promoted", promote),
    "redis-failover": ("kill -9 of the Redis that is written to, and another is chosen", choose),
}
