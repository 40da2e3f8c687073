"""Requests to phones: read from their rows and from the audit log, which have to agree.

With `since` only what was asked, and happened, from then on is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.audit.chain.models import Seal
from accounts.audit.models import AuditEvent
from accounts.signin.events import SIGNED_IN
from devices.approvals.evidence.keeping import answered, evidence_of
from devices.approvals.evidence.verifying import verify
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import MOVED
from devices.approvals.state import MOVES, State
from devices.enrolment.models import Enrolment
from devices.phones.settings import KEY as PHONE
from devices.signatures.errors import SignatureRejected
from idp.housekeeping import EVERY_SECONDS

# After its last second: until the housekeeping looks, and the moment it takes itself.
LATEST = timedelta(seconds=EVERY_SECONDS + 5)
AT_ONCE = 500


def more_than_one_session(since: datetime | None = None) -> Iterator[str]:
    """I1: a request is used once, and nobody signed in by a phone without one."""
    consumed = Counter(
        event.details["request"] for event in _events(since).filter(tag=MOVED[State.CONSUMED].tag).iterator()
    )
    yield from (f"request {pk} was used {times} times" for pk, times in consumed.items() if times > 1)
    by_phone = _events(since).filter(tag=SIGNED_IN.tag).iterator()
    born = sum(PHONE in event.details.get("methods", ()) for event in by_phone)
    # Retention may have cut between the two events of a sign-in.
    if born > len(consumed) and not Seal.objects.filter(dropped_at__isnull=False).exists():
        yield f"{born} sign-ins by phone, and only {len(consumed)} requests that were used"


def without_decision(since: datetime | None = None) -> Iterator[str]:
    """I2: whatever was used was approved by its person's phone, in time, as its signatures show."""
    for request in _requests(since, state=State.CONSUMED):
        yield from (f"request {request.pk}: {what}" for what in _wrong_with(request))


def _wrong_with(request: ApprovalRequest) -> Iterator[str]:
    deciding = request.decided_by
    if deciding is None:
        yield "used, and decided by nobody"
        return
    kept = evidence_of(answered(Challenge.objects.filter(request=request, phone_account=deciding)))
    if not kept:
        yield "used, and its decision was not kept"
        return
    try:
        decision = verify(kept[0])
    except SignatureRejected as why:
        yield f"used, and its signatures do not hold ({why.reason})"
        return
    if decision.kind != "approval":
        yield f"used after a {decision.kind}"
    if request.match != "approve" and decision.number != request.number:
        yield "used with a wrong number"
    if deciding.user_id != request.user_id:
        yield "decided by somebody else's phone"
    if None in (request.approved_at, request.finish_by, request.ended_at):
        yield "used without its times"
    elif request.approved_at > request.expires_at or request.ended_at > request.finish_by:  # type: ignore[operator]  # none is None
        yield "approved or finished too late"


def open_too_long(since: datetime | None = None, *, latest: timedelta = LATEST) -> Iterator[str]:
    """I4: every request has ended in time, by the database's clock (T38)."""
    for request in _asked(since).annotate(now=Now()).iterator(chunk_size=AT_ONCE):
        last = request.finish_by or request.expires_at
        if (request.ended_at or request.now) > last + latest:
            yield f"request {request.pk} ({request.state}) was open too long"


def moves_untold(since: datetime | None = None) -> Iterator[str]:
    """I5: one event for each move of a request, in order; of those whose first event is kept."""
    told: dict[str, list[str]] = {}
    events = _events(since).filter(details__has_key="request").order_by("id")
    for event in events.iterator(chunk_size=AT_ONCE):
        told.setdefault(event.details["request"], []).append(event.tag.rpartition(":")[2])
    kept_since = (
        Seal.objects.filter(dropped_at__isnull=False).order_by("-number").values_list("ends_at", flat=True)
    )
    kept_from = kept_since.first()
    for request in _requests(since):
        path = told.get(str(request.pk), [])
        if kept_from is not None and request.asked_at <= kept_from:
            continue
        if request.user_id is None:
            # A decoy is no event (T39); that somebody's own name could ask no phone is one.
            if path not in ([], ["nobody_asked"]):
                yield f"request {request.pk} is nobody's, and the log says {path}"
        elif path[:1] not in (["asked"], ["nobody_asked"]):
            yield f"request {request.pk}: the log begins with {path[:1]}"
        elif path[1:] != (moves := _moves_of(request)):
            yield f"request {request.pk} came by {moves}, and the log says {path[1:]}"


def _moves_of(request: ApprovalRequest) -> list[str]:
    """The one way a request can have come to where it is."""
    state = State(request.state)
    if state is State.PENDING:
        return []
    through = [] if request.approved_at is None or state is State.APPROVED else [State.APPROVED]
    for source, target in zip([State.PENDING, *through], [*through, state], strict=True):
        if target not in MOVES[source]:
            return [f"{source} to {target}, which is no move"]
    return [*(step.value for step in through), state.value]


def across_tenants(since: datetime | None = None) -> Iterator[str]:
    """I9: nothing of one organisation, or of one person, stands with another's."""
    for request in _requests(since):
        if request.user is not None and request.user.tenant_id != request.tenant_id:
            yield f"request {request.pk} is of another organisation than its person"
        if request.decided_by is not None and request.decided_by.user_id != request.user_id:
            yield f"request {request.pk} was decided by somebody else's phone"
    shown = Challenge.objects.filter(request__in=_asked(since)).select_related("request", "phone_account")
    for kept in shown.iterator(chunk_size=AT_ONCE):
        if kept.phone_account.user_id != kept.request.user_id:
            yield f"request {kept.request_id} was shown to somebody else"
    events = _events(since).exclude(subject=None).select_related("subject")
    for event in events.iterator(chunk_size=AT_ONCE):
        if event.subject is not None and event.subject.tenant_id != event.tenant_id:
            yield f"event {event.pk} is of another organisation than its person"
    for enrolment in Enrolment.objects.exclude(phone_account=None).select_related("phone_account").iterator():
        if enrolment.phone_account is not None and enrolment.phone_account.user_id != enrolment.user_id:
            yield f"enrolment {enrolment.pk} added a phone to somebody else"


def _requests(since: datetime | None, **only: object) -> Iterator[ApprovalRequest]:
    rows = _asked(since).filter(**only).select_related("user", "decided_by")
    return rows.order_by("pk").iterator(chunk_size=AT_ONCE)


def _asked(since: datetime | None) -> QuerySet[ApprovalRequest]:
    rows = ApprovalRequest.objects.all()
    return rows if since is None else rows.filter(asked_at__gte=since)


def _events(since: datetime | None) -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.all()
    return rows if since is None else rows.filter(at__gte=since)
