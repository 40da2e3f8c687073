"""Tasks that come back. Each has one row in the queue, for good: by the claim on it one worker at a time runs it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.models import DBTaskResult

from accounts import clock
from accounts.domains.working import look_for_all
from devices.addresses.failing import look_at_pushes
from idp.housekeeping import clear
from idp.oidc.applications.ending import look_at_secrets
from idp.oidc.leaving.noticing import look_at_all

CLEARING_EVERY = timedelta(hours=1)
LOOKING_EVERY = timedelta(minutes=5)
LOOKING_AT_PUSHES_EVERY = timedelta(minutes=10)
LOOKING_AT_SESSIONS_EVERY = timedelta(minutes=5)
LOOKING_AT_SECRETS_EVERY = timedelta(hours=1)
PERIODIC = {
    clear.module_path: CLEARING_EVERY,
    look_for_all.module_path: LOOKING_EVERY,
    look_at_pushes.module_path: LOOKING_AT_PUSHES_EVERY,
    look_at_all.module_path: LOOKING_AT_SESSIONS_EVERY,
    look_at_secrets.module_path: LOOKING_AT_SECRETS_EVERY,
}


def plan() -> None:
    """Sees that each has its row; of many workers that start at once one makes it."""
    for path in PERIODIC:
        DBTaskResult.objects.get_or_create(
            pk=uuid.uuid5(uuid.NAMESPACE_OID, path),
            defaults={
                "task_path": path,
                "args_kwargs": {"args": [], "kwargs": {}},
                "backend_name": DEFAULT_TASK_BACKEND_ALIAS,
                "run_after": clock.now(),
            },
        )
