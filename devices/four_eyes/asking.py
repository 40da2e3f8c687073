"""Asking a second person to agree; withdrawing it, denying it on the page, and its running out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.roles import Act, Reach, reach
from devices.four_eyes import kinds
from devices.four_eyes.events import ASKED, DENIED, EXPIRED, WITHDRAWN
from devices.four_eyes.models import AskedAct
from devices.four_eyes.refusals import ActIsOver, NotYourAct, TooManyAsked

LIFE = timedelta(hours=24)
# What its asker does themselves must be done so soon after somebody agreed.
DO_WITHIN = timedelta(hours=1)
MOST_WAITING = 20
AT_ONCE = 500

State = AskedAct.State


@transaction.atomic
def ask(
    key: str, *, tenant: Tenant, by: User, person: User | None = None, values: Mapping[str, Any]
) -> AskedAct:
    """Have a second person agree to this act before it is done; asked for twice it is one."""
    lock_user(by.pk)
    waiting = AskedAct.objects.filter(asked_by=by, state=State.WAITING, expires_at__gt=Now())
    same = waiting.filter(kind=key, tenant=tenant, person=person, values=dict(values)).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise TooManyAsked(f"{by.username} has asked for {MOST_WAITING} acts")
    asked = AskedAct(
        tenant=tenant,
        kind=key,
        values=dict(values),
        person=person,
        asked_by=by,
        expires_at=clock.now() + LIFE,
    )
    if not _kind_of(asked).may_be_done_by(by, asked):
        raise NotYourAct(f"{by.username} may not do {key}")
    asked.save(force_insert=True)
    note(ASKED, asked, actor=by)
    return asked


@transaction.atomic
def withdraw(asked: AskedAct, *, by: User) -> None:
    """Its asker takes it back."""
    if asked.asked_by_id != by.pk:
        raise NotYourAct(f"{by.username} did not ask for {asked}")
    if not move(asked, State.WITHDRAWN, of=(State.WAITING, State.AGREED)):
        raise ActIsOver(str(asked))
    note(WITHDRAWN, asked, actor=by)


@transaction.atomic
def deny(asked: AskedAct, *, by: User) -> None:
    """Somebody who might have agreed says no; a no needs no phone."""
    if not may_agree(by, asked):
        raise NotYourAct(f"{by.username} may not judge {asked}")
    if not move(asked, State.DENIED, second=by):
        raise ActIsOver(str(asked))
    note(DENIED, asked, actor=by)


def may_agree(person: User, asked: AskedAct) -> bool:
    """Whoever might have done it, and did not ask for it."""
    kind = kinds.find(asked.kind)
    return kind is not None and person.pk != asked.asked_by_id and kind.may_be_done_by(person, asked)


def agreed_for(key: str, *, by: User, person: User, values: Mapping[str, Any]) -> AskedAct | None:
    """What was agreed to and its asker has not done yet."""
    rows = AskedAct.objects.filter(asked_by=by, person=person, kind=key, values=dict(values))
    return rows.filter(state=State.AGREED, expires_at__gt=Now()).first()


def use(asked: AskedAct) -> None:
    """Its asker does it now: once, in the transaction of the act itself. Raises ActIsOver."""
    if not move(asked, State.DONE, of=(State.AGREED,)):
        raise ActIsOver(str(asked))


def seen_by(person: User) -> QuerySet[AskedAct]:
    """The acts of kinds that this person may do, where they may do them, and what they asked for: the newest first."""
    rows = AskedAct.objects.select_related("tenant", "person__tenant", "asked_by__tenant", "second")
    theirs = Q(kind__in=kinds.seen_by(person))
    if reach(person, Act.OPEN_PORTAL) is not Reach.EVERYWHERE:
        theirs &= Q(tenant=person.tenant_id)
    return rows.filter(theirs | Q(asked_by=person))


def waiting_for(person: User) -> int:
    """How many of what still waits this person could agree to; looked at one by one, and no more than are shown."""
    waiting = seen_by(person).filter(state=State.WAITING, expires_at__gt=Now())
    return sum(may_agree(person, asked) for asked in waiting.exclude(asked_by=person)[:MOST_WAITING])


def move(
    asked: AskedAct, to: str, *, of: tuple[str, ...] = (State.WAITING,), second: User | None = None
) -> bool:
    """Moves an act in one conditional UPDATE by the database's clock; False where something else was quicker."""
    rows = AskedAct.objects.filter(pk=asked.pk, state__in=of, expires_at__gt=Now())
    written: dict[str, Any] = {"state": to, "ended_at": Now()}
    if second is not None:
        written["second"] = second
    if to == State.AGREED:
        written["expires_at"] = clock.now() + DO_WITHIN
    return bool(rows.update(**written))


def note(event: Event, asked: AskedAct, *, actor: User | None, **more: Any) -> None:
    """One event about its asker, whoever brought it about."""
    whom = {"whom": asked.person.username} if asked.person is not None else {}
    record(
        event,
        tenant=asked.tenant_id,
        subject=asked.asked_by,
        actor=actor,
        asked_act=asked.words,
        **whom,
        **more,
    )


def expire_due() -> int:
    """Ends what nobody agreed to in time, or was not done after it; for the housekeeping. Returns how many."""
    due = AskedAct.objects.filter(state__in=(State.WAITING, State.AGREED), expires_at__lte=Now())
    return sum(_expire(asked_id) for asked_id in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _expire(asked_id: UUID) -> bool:
    is_due = Q(state__in=(State.WAITING, State.AGREED), expires_at__lte=Now())
    if not AskedAct.objects.filter(is_due, pk=asked_id).update(state=State.EXPIRED, ended_at=Now()):
        return False
    asked = AskedAct.objects.select_related("person", "asked_by").get(pk=asked_id)
    note(EXPIRED, asked, actor=None)
    return True


def _kind_of(asked: AskedAct) -> kinds.ActKind:
    kind = kinds.find(asked.kind)
    if kind is None:
        raise ActIsOver(f"no kind {asked.kind}")
    return kind
