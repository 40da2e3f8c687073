"""What time ends: requests nobody answered, enrolments nobody finished; and what nobody needs after its end.

Nothing depends on it being punctual. Every rule about time is checked when a thing is used; this only
writes down what is already so, within fifteen seconds, and may run in any number of processes at once.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.ways.one_time_link.models import OneTimeLink
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due as expire_requests
from devices.enrolment.closing_test import conclude_due as conclude_enrolments
from devices.enrolment.models import Enrolment
from devices.phones.models import SpentDeviceToken

EVERY_SECONDS = 15.0
CLEARING_EVERY_SECONDS = 3600.0
LEFT_OVERS_KEPT = timedelta(days=1)
# A phone and its copy part ways at the first rotation; who comes a year later is simply unknown (T17).
SPENT_TOKENS_KEPT = timedelta(days=365)
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
            await asyncio.to_thread(run_jobs, *CLEARING)


def run() -> None:
    """End what is due, once."""
    run_jobs(expire_requests, conclude_enrolments)


def forget_decoys() -> None:
    """Deletes the requests for nobody that ended a day ago: any stranger makes as many as they like (A18).

    Their events stay in the audit log.
    """
    _delete(ApprovalRequest.objects.filter(user=None, ended_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_enrolments() -> None:
    """Deletes the enrolments that ended a day ago and no phone ever claimed; who claimed one is evidence (T18)."""
    _delete(Enrolment.objects.filter(claimed_at=None, ended_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_links() -> None:
    """Deletes the one-time links that were used, or could be, until a day ago; a sign-in by one is long over."""
    _delete(OneTimeLink.objects.filter(expires_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_spent_tokens() -> None:
    """Deletes the device tokens that were replaced a year ago."""
    _delete(SpentDeviceToken.objects.filter(spent_at__lt=Now() - SPENT_TOKENS_KEPT))


CLEARING = (SessionStore.clear_expired, forget_decoys, forget_enrolments, forget_links, forget_spent_tokens)


def _delete(rows: QuerySet[Any]) -> None:
    """Deletes them some at a time: no transaction is long, however many there are."""
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=keys).delete()


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
