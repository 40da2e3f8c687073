"""The worker: whether one runs, and whether it keeps up."""

from __future__ import annotations

from accounts import clock
from accounts.ledger import services as ledger
from idp.doctor.found import Found, failed, ok, warning
from idp.telemetry.waiting import QUEUES
from idp.worker.log import LEASE

# People look at a number meanwhile; everything else may take a while.
LATE_SECONDS = {"wakes": 15}
LATE_OTHERWISE_SECONDS = 900


def beats() -> Found:
    """A worker holds the lease of the log, and takes it anew every few seconds."""
    if ledger.is_held(LEASE):
        return ok("one keeps the log")
    return failed(
        "none keeps the log: no phone is woken, no letter sent",
        "Start a server without EMBEDDED_WORKER=off, or manage.py worker, and look at its log.",
    )


def queues() -> Found:
    """What is due is done soon."""
    late = []
    for queue, look in QUEUES.items():
        since = look().since
        waited = 0.0 if since is None else (clock.now() - since).total_seconds()
        if waited > LATE_SECONDS.get(queue, LATE_OTHERWISE_SECONDS):
            late.append(f"{queue} for {waited:.0f} s")
    if late:
        return warning(
            f"due, and not done: {', '.join(late)}",
            "Look at the worker's log for what fails; where nothing does, run more workers.",
        )
    return ok("nothing has waited for long")
