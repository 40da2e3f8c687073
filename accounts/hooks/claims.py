"""What is due, claimed for a while, and how it ended.

A hook is claimed, not a delivery: one worker at a time sends to it, the oldest event first. What fails is tried again
after a pause that grows with each failure in a row. An event to which the server says no five times is passed over; a
server that has taken nothing for a day is told nothing more, and admins are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.encryption import decrypt
from accounts.hooks import events
from accounts.hooks.body import body_of, body_of_try
from accounts.hooks.models import PURPOSE, Delivery, Hook
from accounts.hooks.telling import tell_admins
from accounts.statements.composing import composed_once

# Longer than one turn of sending may take, and than the clocks of two servers differ.
LEASE = timedelta(minutes=1)
MOST_IN_A_TURN = 20
# Hooks of one worker. Those whose server hangs count too.
AT_ONCE = 8
MOST_REFUSED = 5
GIVEN_UP_AFTER = timedelta(days=1)
PAUSES_SECONDS = [10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600]
State = Delivery.State


@dataclass(frozen=True, kw_only=True)
class Message:
    """One delivery as it is sent."""

    delivery: int
    name: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is to be sent to one hook, by whoever holds this."""

    hook: Hook
    address: str
    secrets: Sequence[str]
    messages: Sequence[Message]
    lease: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one message. `is_no`: the server understood and would not have it, however often it is sent."""

    delivery: int
    has_arrived: bool = False
    status: int = 0
    why: str = ""
    seconds: int = 0
    is_no: bool = False


def claim_due(*, most: int, without: Sequence[Hook]) -> Iterator[Claim]:
    """Claims hooks that are due, the longest due first; of organisations that are not in use none."""
    for hook in _due(*(hook.pk for hook in without))[:most]:
        lease = clock.now() + LEASE
        if Hook.objects.filter(pk=hook.pk, due_at=hook.due_at).update(due_at=lease):
            yield Claim(
                hook=hook,
                address=hook.address,
                secrets=secrets_of(hook),
                messages=list(_messages(hook)),
                lease=lease,
            )


@composed_once
def _due(*without: UUID) -> QuerySet[Hook]:
    due = Hook.objects.filter(due_at__lte=Now(), tenant__is_active=True).exclude(pk__in=without)
    return due.select_related("tenant").order_by("due_at")[:AT_ONCE]


def secrets_of(hook: Hook) -> list[str]:
    """Those that sign now, the newest first."""
    kept = [hook.encrypted_secret]
    if hook.encrypted_former_secret and hook.former_until and hook.former_until > clock.now():
        kept.append(hook.encrypted_former_secret)
    return [decrypt(one, purpose=PURPOSE) for one in kept]


def _messages(hook: Hook) -> Iterator[Message]:
    """Tries first; the events then, in their order, while the hook is on."""
    waiting = Delivery.objects.filter(hook=hook, state=State.WAITS)
    for row in waiting.filter(event_id=None).order_by("id")[:MOST_IN_A_TURN]:
        yield _message(row, body_of_try(row.made_at))
    if hook.off_since is not None:
        return
    owed = waiting.filter(event_id__isnull=False).order_by("id")[:MOST_IN_A_TURN]
    # Not joined: an event that the log no longer keeps would take its delivery out of sight.
    for row in owed.prefetch_related("event__tenant", "event__subject", "event__actor"):
        if row.event is None:
            # The log keeps events for as long as the installation says.
            waiting.filter(pk=row.pk).update(state=State.FAILED, why="not_in_log")
        else:
            yield _message(row, body_of(row.event))


def _message(row: Delivery, body: bytes) -> Message:
    return Message(delivery=row.pk, name=f"msg_{row.message.hex}", body=body)


@transaction.atomic
def note(claim: Claim, outcomes: Sequence[Outcome]) -> None:
    """Notes how each ended that was sent, and when there is something to do again."""
    rows = Hook.objects.select_for_update(of=("self",), no_key=True).select_related("tenant")
    hook = rows.filter(pk=claim.hook.pk).first()
    if hook is None:
        return
    for outcome in outcomes:
        _note_one(hook, outcome)
    if hook.failing_since and hook.off_since is None and clock.now() - hook.failing_since >= GIVEN_UP_AFTER:
        _give_up(hook)
    # Somebody wants something sent at once, or has claimed it since: that stands.
    if hook.due_at == claim.lease:
        hook.due_at = _next(hook, outcomes)
    hook.save(update_fields=["failures", "failing_since", "off_since", "was_turned_off_by_us", "due_at"])


def _note_one(hook: Hook, outcome: Outcome) -> None:
    row = Delivery.objects.filter(pk=outcome.delivery, state=State.WAITS).first()
    if row is None:
        return
    state = State.ARRIVED if outcome.has_arrived else _state_after_failure(row, outcome)
    Delivery.objects.filter(pk=row.pk).update(
        state=state, status=outcome.status, why=outcome.why, tries=F("tries") + 1, last_at=Now()
    )
    if outcome.has_arrived:
        hook.failures, hook.failing_since = 0, None
    elif row.event_id is not None:
        hook.failures += 1
        hook.failing_since = hook.failing_since or clock.now()


def _give_up(hook: Hook) -> None:
    Delivery.objects.filter(hook=hook, state=State.WAITS).update(state=State.OFF)
    hook.off_since, hook.was_turned_off_by_us = clock.now(), True
    record(events.GIVEN_UP, tenant=hook.tenant, webhook=hook.host, row=str(hook.pk))
    tell_admins.enqueue(str(hook.pk))


def _state_after_failure(row: Delivery, outcome: Outcome) -> str:
    is_last = row.event_id is None or (outcome.is_no and row.tries + 1 >= MOST_REFUSED)
    return State.FAILED if is_last else State.WAITS


def _next(hook: Hook, outcomes: Sequence[Outcome]) -> datetime | None:
    """When there is something to do again; None when there is not."""
    waiting = Delivery.objects.filter(hook=hook, state=State.WAITS)
    if hook.off_since is not None:
        waiting = waiting.filter(event_id=None)
    if not waiting.exists():
        return None
    wanted = max((one.seconds for one in outcomes), default=0)
    return clock.now() + timedelta(seconds=max(wanted, pause_after(hook.failures)))


def pause_after(failures: int) -> int:
    """How many seconds a hook is left alone that failed so often in a row: 10 s, a minute … six hours."""
    return PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS)) - 1] if failures else 0
