"""What the worker makes of the log beside the pages, made now: the sign-in log, evidence and seals."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from accounts.audit.chain import sealing
from idp.worker.log import keep_up


def keep_log() -> None:
    """One turn of the worker."""
    keep_up()


def seal_all() -> None:
    """A turn of the worker in which nothing is too young to be sealed."""
    with mock.patch.object(sealing, "SEALED_WITHIN", timedelta(0)):
        keep_up()
