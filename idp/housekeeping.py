"""What time ends: requests nobody answered, enrolments nobody finished, sessions past their end.

Nothing depends on it being punctual. Every rule about time is checked when a thing is used; this only
writes down what is already so, within fifteen seconds, and may run in any number of processes at once.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from devices.approvals.services import expire_due as expire_requests
from devices.enrolment.services import expire_due as expire_enrolments

EVERY_SECONDS = 15.0
SESSIONS_EVERY_SECONDS = 3600.0

logger = logging.getLogger(__name__)


async def keep_house() -> None:
    """Run the jobs in a thread, again and again, until cancelled."""
    sessions_due = time.monotonic() + SESSIONS_EVERY_SECONDS
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await asyncio.to_thread(run)
        if time.monotonic() >= sessions_due:
            sessions_due += SESSIONS_EVERY_SECONDS
            await asyncio.to_thread(run_jobs, SessionStore.clear_expired)


def run() -> None:
    """End what is due, once."""
    run_jobs(expire_requests, expire_enrolments)


def run_jobs(*jobs: Callable[[], object]) -> None:
    """Run each job; one that fails is logged and tried again next time."""
    try:
        for job in jobs:
            _run(job)
    finally:
        # The thread is borrowed: it may never come back to close its connection.
        connections.close_all()


def _run(job: Callable[[], object]) -> None:
    try:
        job()
    except Exception:  # the database may be away for a while; the house must be kept when it is back
        logger.exception("housekeeping: %s failed", job.__qualname__)
