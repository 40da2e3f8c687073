"""Requests to phones at a glance: how many wait, how many were denied; counted once for everybody who watches."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.users.models import User
from accounts.users.roles import Act, Reach, reach
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.live.looks import Looks

LATELY = timedelta(hours=24)
NOT_OURS = (State.DENIED, State.WRONG_NUMBER)
# However many events there are, and however many watch: an organisation's are counted no more often.
EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class Requests:
    """How many wait for somebody now; how many were denied, or given a wrong number, in the last 24 hours."""

    waiting: int
    denied: int


@dataclass(frozen=True)
class Watched:
    """Whose requests somebody sees: one tenant's, or everybody's (None)."""

    tenant: UUID | None


def watched_by(user: User) -> Watched | None:
    """None for whoever sees no sign-ins."""
    how_far = reach(user, Act.SEE_SIGN_INS)
    if how_far is Reach.NOTHING:
        return None
    return Watched(None if how_far is Reach.EVERYWHERE else user.tenant_id)


def count_requests(tenant: UUID | None) -> Requests:
    """By two indexes: of what is open, which is never much, and of what was denied. Decoys are nobody's requests."""
    asked = ApprovalRequest.objects.filter(user__isnull=False)
    waiting = _of(tenant, asked.filter(state=State.PENDING, expires_at__gt=Now()))
    denied = _of(tenant, asked.filter(state__in=NOT_OURS, ended_at__gte=Now() - LATELY))
    return Requests(waiting.count(), denied.count())


def _of(tenant: UUID | None, rows: QuerySet[ApprovalRequest]) -> QuerySet[ApprovalRequest]:
    return rows if tenant is None else rows.filter(tenant=tenant)


class Recounts:
    """The counts of one server, on its loop: those who ask while one waits for its turn share it."""

    def __init__(self) -> None:
        self.to_come: dict[UUID | None, asyncio.Task[Requests]] = {}
        self.begun_at: dict[UUID | None, float] = {}

    async def of(self, tenant: UUID | None, looks: Looks) -> Requests:
        """A count that begins after this was asked."""
        counting = self.to_come.get(tenant)
        if counting is None:
            counting = self.to_come[tenant] = asyncio.create_task(self._count(tenant, looks))
        # One who leaves does not take the others' count along.
        return await asyncio.shield(counting)

    async def _count(self, tenant: UUID | None, looks: Looks) -> Requests:
        await asyncio.sleep(self._pause(tenant))
        # Whoever asks from here on needs another.
        self.to_come.pop(tenant, None)
        self.begun_at[tenant] = time.monotonic()
        return await looks.look(f"requests of {tenant}", count_requests, tenant)

    def _pause(self, tenant: UUID | None) -> float:
        recent = time.monotonic() - EVERY_SECONDS
        self.begun_at = {one: at for one, at in self.begun_at.items() if at > recent}
        return max(0.0, self.begun_at.get(tenant, recent) - recent)


_of_server: WeakKeyDictionary[Looks, Recounts] = WeakKeyDictionary()


def recounts_of(looks: Looks) -> Recounts:
    """The counts of the server whose looks these are."""
    return _of_server.setdefault(looks, Recounts())
