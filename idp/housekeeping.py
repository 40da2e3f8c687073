"""What time ends: requests nobody answered, enrolments nobody finished; and what nobody needs after its end.

Nothing depends on it being punctual. Every rule about time is checked when a thing is used; this only
writes down what is already so, within fifteen seconds, and may run in any number of processes at once.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.models.functions import Now

from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due as expire_requests
from devices.enrolment.services import expire_due as expire_enrolments

EVERY_SECONDS = 15.0
CLEARING_EVERY_SECONDS = 3600.0
DECOYS_KEPT = timedelta(days=1)
AT_ONCE = 500

logger = logging.getLogger(__name__)


async def keep_house() -> None:
    """Run the jobs in a thread, again and again, until cancelled."""
    clearing_due = time.monotonic() + CLEARING_EVERY_SECONDS
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await asyncio.to_thread(run)
        if time.monotonic() >= clearing_due:
            clearing_due += CLEARING_EVERY_SECONDS
            await asyncio.to_thread(run_jobs, SessionStore.clear_expired, forget_decoys)


def run() -> None:
    """End what is due, once."""
    run_jobs(expire_requests, expire_enrolments)


def forget_decoys() -> None:
    """Deletes the requests for nobody that ended a day ago: any stranger makes as many as they like (A18).

    Their events stay in the audit log.
    """
    ended = ApprovalRequest.objects.filter(user=None, ended_at__lt=Now() - DECOYS_KEPT)
    while keys := list(ended.values_list("pk", flat=True)[:AT_ONCE]):
        ApprovalRequest.objects.filter(pk__in=keys).delete()


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
