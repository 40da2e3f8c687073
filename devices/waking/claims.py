"""What the outbox of each request says is due, claimed for a while, and what became of it.

Claiming moves `wake_due_at` to the end of the claim: of several workers one wakes, and what a killed one claimed is due
again. While a request waits for its answer its phones are woken; once it does not, those that were woken are told that
it is over. After its time nothing is due: nothing is sent after expiry (I7).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.statements.composing import Move, changed_once, composed_once
from devices.addresses.models import PhoneAddress
from devices.addresses.services import addresses_of
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.state import State
from devices.phones.access import sign_in_phones, usable_phones
from devices.phones.models import Phone, PhoneAccount
from devices.push import deliver
from devices.push.contract import GIVE_UP_AFTER_SECONDS, What

DUE = Q(expires_at__gt=Now(), wake_due_at__lte=Now())
# Longer than a sender may take, and than the clocks of two servers differ.
LEASE = timedelta(seconds=2 * GIVE_UP_AFTER_SECONDS)
# Phones of one worker. Those whose sender hangs count too: no more threads than this pile up, whatever it does.
AT_ONCE = 32
TRIES = 4
FIRST_WAIT_SECONDS = 2

log = logging.getLogger("handslag.push")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The phones of one request, to be woken by whoever holds this; `until` is the request's end.

    `addresses` are where they can be woken, as far as they can; `seconds_of_rest` of those whose push service wants to
    be left in peace so much longer, who are not woken now. `reached` were woken by an earlier try. `ring` counts the
    notifications that its person was told of it, not the tries.
    """

    request_id: UUID
    what: What
    ring: int
    phone_ids: frozenset[str]
    addresses: Mapping[str, PhoneAddress]
    seconds_of_rest: Mapping[str, float]
    reached: frozenset[str]
    until: datetime
    lease: datetime
    tries: int


def claim_due() -> Iterator[Claim]:
    """Claims one after the other the requests whose phones are to be woken now, the longest due first."""
    # While developing somebody is told of phones that can be woken nowhere, too.
    is_told_anyway = deliver.sender("") is not None
    for request in _due():
        if is_told_anyway or not _passed_over(request.pk, request.state):
            claim = _claim(request)
            if claim is not None:
                yield claim


@changed_once
def _passed_over(request: UUID, seen: str, /) -> Move:
    """It is due no more where none of its person's phones can be woken: that needs no claim."""
    places = PhoneAddress.objects.filter(phone__accounts__user=OuterRef("user"))
    rows = _as_seen(request, seen).filter(~Exists(places.exclude(state=PhoneAddress.State.GONE)))
    return rows, {"wake_due_at": None}


@composed_once
def _due() -> QuerySet[ApprovalRequest]:
    # Those of a kind that only a later release knows are for a worker of that release.
    known = [kind.key for kind in kinds.registered()]
    return ApprovalRequest.objects.filter(DUE, kind__in=known).order_by("wake_due_at")[:AT_ONCE]


def _claim(request: ApprovalRequest) -> Claim | None:
    lease = clock.now() + LEASE
    if not _is_claimed(request, lease):
        return None
    # Asked now, not when it was asked for: who was suspended since is not woken.
    phone_ids = _phones_of(request)
    addresses = addresses_of(phone_ids) if phone_ids else {}
    rest = _seconds_of_rest(addresses)
    return Claim(
        request_id=request.pk,
        what=_what(request),
        ring=request.notifications if _what(request) == "request" else 0,
        phone_ids=phone_ids - rest.keys(),
        addresses=addresses,
        seconds_of_rest=rest,
        reached=frozenset(request.woken.split()),
        until=request.expires_at,
        lease=lease,
        tries=request.wake_tries + 1,
    )


def _seconds_of_rest(addresses: Mapping[str, PhoneAddress]) -> dict[str, float]:
    now = clock.now()
    resting = {key: row.resting_until for key, row in addresses.items() if row.resting_until}
    return {key: (until - now).total_seconds() for key, until in resting.items() if until > now}


def _what(request: ApprovalRequest) -> What:
    return "request" if request.state == State.PENDING else "over"


def _is_claimed(request: ApprovalRequest, lease: datetime) -> bool:
    """That it is over is told once: from here on only what is left of this very telling is due again."""
    if _what(request) == "request" or not request.woken:
        return bool(_claimed(request.pk, request.state, lease))
    return bool(_claimed_to_tell(request.pk, request.state, lease, request.woken.split()))


@changed_once
def _claimed(request: UUID, seen: str, lease: datetime, /) -> Move:
    return _as_seen(request, seen), {"wake_due_at": lease, "wake_tries": F("wake_tries") + 1}


@changed_once
def _claimed_to_tell(request: UUID, seen: str, lease: datetime, left: list[str], /) -> Move:
    taken = {"wake_due_at": lease, "wake_tries": F("wake_tries") + 1, "woken": "", "wake_left": left}
    return _as_seen(request, seen), taken


def _as_seen(request: UUID, state: str) -> QuerySet[ApprovalRequest]:
    """While it is: what was answered since is told so by another claim."""
    return ApprovalRequest.objects.filter(DUE, pk=request, state=state)


def _phones_of(request: ApprovalRequest) -> frozenset[str]:
    """Those that may answer it and are left; of what is over, those that were woken and did not answer."""
    able = frozenset(str(phone_id) for phone_id in answering_phones(request))
    if _what(request) == "over":
        told = request.woken.split() or request.wake_left or ()
        return able & frozenset(told) - _that_answered(request.pk)
    return able if request.wake_left is None else able & frozenset(request.wake_left)


def answering_phones(request: ApprovalRequest) -> list[UUID]:
    """The phones that may answer this request."""
    if request.only_account_id:
        return list(PhoneAccount.objects.filter(pk=request.only_account_id).values_list("phone", flat=True))
    whose, kind = request.user_id or uuid4(), kinds.of(request.kind)
    phones = sign_in_phones(whose) if kind.needs_phone_sign_in else usable_phones(whose)
    return _that_show(phones, kind.asks_of) if kind.asks_of else phones


def _that_show(phones: list[UUID], asked: frozenset[str]) -> list[UUID]:
    """Those of them that have said that they can: any other would ring, and show nothing."""
    said = Phone.objects.filter(pk__in=phones).values_list("pk", "capabilities")
    return [pk for pk, capabilities in said if asked <= set(capabilities)]


def _that_answered(request: UUID) -> set[str]:
    return {str(phone_id) for phone_id in _answered_on(request)}


@composed_once
def _answered_on(request: UUID, /) -> QuerySet[Challenge, UUID]:
    rows = Challenge.objects.filter(request=request, decided_at__isnull=False)
    return rows.values_list("phone_account__phone", flat=True)


def note_done(claims: Sequence[Claim]) -> None:
    """Notes that nobody is left to be woken for these, and nobody is to be told when they are over."""
    if claims:
        _still_claimed(claims).update(wake_due_at=None)


def note(claim: Claim, *, reached: Collection[str], left: Mapping[str, float]) -> None:
    """Notes whom a notification was sent to, and who could not be woken, with the seconds they are to be left alone.

    They wait longer after each try, until they are given up; whoever wants peace for longer than that keeps it.
    """
    waits = _waits(claim, left)
    changes: dict[str, Any] = {"wake_due_at": None}
    if waits:
        changes = {"wake_due_at": Now() + timedelta(seconds=min(waits.values())), "wake_left": sorted(waits)}
    woken = _told_by_notification(claim, reached)
    if not _still_claimed([claim]).update(**changes, **woken) and woken:
        _note_late(claim, woken)


def _waits(claim: Claim, left: Mapping[str, float]) -> dict[str, float]:
    """How many seconds each of them waits for the next try; those that were tried often enough are given up."""
    resting = {key: seconds for key, seconds in left.items() if key in claim.seconds_of_rest}
    tried = left.keys() - resting.keys()
    if tried and claim.tries >= TRIES:
        log.error("given up waking %d phones after %d tries", len(tried), claim.tries)
        return resting
    longer = wait_after(claim.tries).total_seconds()
    return {**resting, **{key: max(longer, left[key]) for key in tried}}


def _told_by_notification(claim: Claim, reached: Iterable[str]) -> dict[str, str]:
    """What is written of those who will want to know that it is over: nothing when there is nobody."""
    if claim.what == "over" or not reached:
        return {}
    return {"woken": " ".join(sorted(claim.reached.union(reached)))}


def _note_late(claim: Claim, woken: dict[str, str]) -> None:
    """It was answered, or asked once more, while its phones were being woken: they are told all the same."""
    rows = ApprovalRequest.objects.filter(pk=claim.request_id)
    if rows.filter(state=State.PENDING).update(**woken):
        return
    # Who answered knows: mostly the one phone there is, so nothing is due again.
    if set(woken["woken"].split()) - _that_answered(claim.request_id):
        is_over = rows.exclude(state__in=(State.PENDING, State.EXPIRED)).filter(expires_at__gt=Now())
        is_over.update(wake_due_at=Now(), wake_tries=0, wake_left=None, **woken)


def _still_claimed(claims: Sequence[Claim]) -> QuerySet[ApprovalRequest]:
    """Who asked again meanwhile, or claimed when a claim had run out, has moved the time: that stands."""
    return ApprovalRequest.objects.filter(
        pk__in=[claim.request_id for claim in claims], wake_due_at__in={claim.lease for claim in claims}
    )


def wait_after(tries: int) -> timedelta:
    """How long phones wait that could not be woken so many times: 2 s, 8 s, 32 s."""
    return timedelta(seconds=FIRST_WAIT_SECONDS * 4 ** (tries - 1))


def forget_late() -> None:
    """Takes off the outbox what nobody was told in time, as when no worker ran."""
    ApprovalRequest.objects.filter(expires_at__lte=Now(), wake_due_at__lte=Now() - LEASE).update(
        wake_due_at=None
    )
