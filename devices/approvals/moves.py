"""The one function that moves a request: one conditional UPDATE by the database's clock, and its audit row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import Event, event, kind
from accounts.audit.log import record
from accounts.audit.unknown_names import count_unknown_name
from accounts.refusals import Refusal
from accounts.statements.composing import Move, changed_once, composed_once
from accounts.telemetry.marks import mark_of
from accounts.telemetry.measures import Counted
from devices.approvals import kinds
from devices.approvals.asking.fatigue import LATELY, MANY_LATELY, MANY_SOON, STRANGER_REFUSED
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import AlreadyDecided, PolicyChanged, RequestExpired, UnknownRequest
from devices.approvals.state import DECIDED, OPEN, State, sources_of
from devices.news import announce

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ENDS = Counted(
    "handslag_requests",
    "Requests to phones, by kind, that came to this.",
    kind=lambda: [kind.key for kind in kinds.registered()],
    state=[*State],
)
STILL_OPEN = Q(state=State.PENDING, expires_at__gt=Now()) | Q(state=State.APPROVED, finish_by__gt=Now())
FINISH_WITHIN = timedelta(seconds=60)
ENDED_AT_ONCE = 500
RUN_OUT = Q(state=State.PENDING, expires_at__lte=Now()) | Q(state=State.APPROVED, finish_by__lte=Now())

SENTENCES: dict[State, StrOrPromise] = {
    State.APPROVED: _("Approved on the phone"),
    State.CONSUMED: _("Approval used"),
    State.DENIED: _("Denied on the phone"),
    State.WRONG_NUMBER: _("Wrong number on the phone"),
    State.EXPIRED: _("No answer in time"),
    State.CANCELLED: _("Request cancelled in the browser"),
    State.SUPERSEDED: _("Request replaced by a newer one"),
    State.DISPLACED: _("Request gave way to newer ones"),
    State.REVOKED: _("Request stopped: it was no longer allowed"),
}
TO_PERSON: dict[State, StrOrPromise] = {
    State.APPROVED: _("approved on your phone"),
    State.DENIED: _("denied on your phone"),
    State.WRONG_NUMBER: _("a wrong number was given on your phone"),
    State.EXPIRED: _("not finished in time"),
    State.CANCELLED: _("cancelled in that browser"),
    State.SUPERSEDED: _("asked anew in that browser"),
    State.DISPLACED: _("gave way to newer requests"),
    State.REVOKED: _("stopped, because it was no longer allowed"),
}

kind("user:request", _("about requests to phones"))
ASKED = event("user:request:asked", _("Phone asked"), told=False, to_person=_("your phone was asked"))
# A decoy asks nobody, and the log says no more of it than is true.
NOBODY_ASKED = event(
    "user:request:nobody_asked",
    _("No phone could be asked"),
    told=False,
    to_person=_("no phone was asked"),
)
# Read from the states, so that none can be without its sentence; to be pending is to be asked.
MOVED: dict[State, Event] = {
    state: event(f"user:request:{state}", SENTENCES[state], told=False, to_person=TO_PERSON.get(state, ""))
    for state in State
    if state is not State.PENDING
}
name_details(asked=_("asked"), kind=_("kind"), request=_("request"), quiet=_("no notification"))
explain(
    "asked",
    {
        "type": _("to type the number"),
        "choose": _("to choose the number"),
        "approve": _("to approve"),
    },
)
explain(
    "quiet",
    {
        MANY_SOON: _("several in ten minutes"),
        MANY_LATELY: _("many within a day"),
        STRANGER_REFUSED: _("one from a browser not used before was denied or ignored"),
    },
)


@transaction.atomic(savepoint=False)
def move(
    request: ApprovalRequest,
    target: State,
    *,
    binding: str | None = None,
    by: UUID | None = None,
    decided_by: UUID | None = None,
) -> bool:
    """Moves a request to `target` if that is allowed now; True for the one caller who moved it.

    Never get-then-save: of many at once exactly one UPDATE matches. `binding`: only if that browser asked; `by` is the
    phone that answered, `decided_by` its account. A request that has run out can only be moved to expired. Inside the
    caller's transaction it makes no savepoint: whatever fails here must undo all of it.
    """
    if decided_by is not None and target not in DECIDED:
        raise TypeError(f"{target} is decided by no account")
    asked_by = request.browser_digest if binding is None else binding
    # Nothing leads back to the beginning, and of no states no statement can be composed.
    if not sources_of(target) or not _moved(target, request.pk, asked_by, str(by or ""), decided_by):
        return False
    _note(request, target)
    ENDS.add_when_kept(kind=request.kind, state=target)
    # One that is used up was told as approved: to its browser that is the end, and it is in nobody's way any more.
    if target is not State.CONSUMED:
        announce.request_changed(request.browser_digest)
        announce.requests_moved(request.tenant_id)
        _end(request)
    return True


@changed_once
def _moved(target: State, request: UUID, asked_by: str, by: str, decided_by: UUID | None, /) -> Move:
    in_time = RUN_OUT if target is State.EXPIRED else STILL_OPEN
    rows = ApprovalRequest.objects.filter(
        in_time, pk=request, browser_digest=asked_by, state__in=sources_of(target)
    )
    changes: dict[str, Any] = {"state": target, "remembered_until": _remembered_until(target)}
    if target is State.APPROVED:
        changes |= {"approved_at": Now(), "finish_by": Now() + FINISH_WITHIN}
    else:
        changes["ended_at"] = Now()
    if target in DECIDED:
        changes["decided_by"] = decided_by
    return rows, changes | _over(target, by=by)


def _note(request: ApprovalRequest, target: State) -> None:
    """One event of a request that asks somebody; a decoy is no event, but takes as long to note (T13, T39)."""
    if request.user_id is None:
        count_unknown_name(request.tenant_id, network=request.asked_network, tries=0)
        return
    record(
        MOVED[target],
        tenant=request.tenant_id,
        subject=request.user_id,
        request=str(request.pk),
        kind=request.kind,
        **_of_sign_in(request, target),
    )


def _of_sign_in(request: ApprovalRequest, target: State) -> dict[str, Any]:
    """Which sign-in of a browser the event belongs to; that an approval was used, the sign-in itself says."""
    kind = kinds.find(request.kind)
    if kind is None or not kind.is_sign_in or target is State.CONSUMED:
        return {}
    return {"sign_in": mark_of(request.browser_digest)}


def _remembered_until(target: State) -> Any:
    """What the person answered is remembered for a day, and so is what woke a phone; anything else is forgotten now."""
    if target in (State.APPROVED, State.CONSUMED, State.DENIED):
        return Now() + LATELY
    return Case(When(notified_at=None, then=Now()), default=F("remembered_until"))


def _over(target: State, *, by: str) -> dict[str, Any]:
    """Has the phones that were woken told that nothing waits any more; written with the move, it costs no question.

    Who answered knows; nothing is sent after the end of its time (I7), and an approval that is used was told before.
    """
    if target is State.CONSUMED:
        return {}
    if target is State.EXPIRED:
        return {"wake_due_at": None}
    others = ~Q(woken__in=("", by))
    return {"wake_due_at": Case(When(others, then=Now())), "wake_tries": 0, "wake_left": None}


def _end(request: ApprovalRequest) -> None:
    """Has what follows from the end of the question done, after the commit: the answer stands whatever fails there."""
    kind, request_id = kinds.find(request.kind), request.pk
    if kind is not None and (when_ended := kind.when_ended):
        transaction.on_commit(lambda: when_ended(request_id), robust=True)


def revoke(rows: QuerySet[ApprovalRequest]) -> int:
    """Moves every open request among `rows` to revoked, each by itself; returns how many."""
    revoked = 0
    while found := list(rows.filter(STILL_OPEN, state__in=OPEN)[:ENDED_AT_ONCE]):
        for request in found:
            with transaction.atomic():
                if move(request, State.REVOKED):
                    revoked += 1
                    announce.phones_have_news(shown_on(request.pk))
    return revoked


@composed_once
def shown_on(request: UUID, /) -> QuerySet[Challenge, UUID]:
    """Every phone that was shown the request: they take it off their screens."""
    return Challenge.objects.filter(request=request).values_list("phone_account__phone", flat=True)


def why_not(request: ApprovalRequest) -> Refusal:
    """Why a move was lost; read only after losing."""
    rows = ApprovalRequest.objects.filter(pk=request.pk)
    state = rows.values_list("state", flat=True).first()
    if state is None:
        return UnknownRequest(f"request {request.pk} is gone")
    if state == State.EXPIRED or rows.filter(RUN_OUT).exists():
        return RequestExpired(f"request {request.pk}: {state}")
    if state == State.REVOKED:
        return PolicyChanged(f"request {request.pk}: {state}")
    return AlreadyDecided(f"request {request.pk}: {state}")
