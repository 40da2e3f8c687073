"""What must hold whatever happened: read from the database and the audit log after every race (I1 … I10).

``check`` looks at everything; each ``i…`` function is one invariant and says in its assertion what broke it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.db.models.functions import Now
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from accounts.audit.models import AuditEvent
from accounts.sessions import store
from accounts.sessions.models import Session
from accounts.sessions.person import person_of
from accounts.sessions.store import SessionStore
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.state import MOVES, State
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from idp.housekeeping import EVERY_SECONDS
from tests.support import answers
from tests.support.evidence import verify_evidence
from tests.support.senders import Sent

# Under load, where what looks may be killed: the invariant itself.
LATEST_UNDER_FAULTS = timedelta(seconds=65)
# After its last second: until the housekeeping looks, and the moment it takes itself.
LATEST = timedelta(seconds=EVERY_SECONDS + 5)
SECRET_NAMES = re.compile(r"number|code|token|nonce|secret|password|private|choices", re.IGNORECASE)
A_JWS = re.compile(r"eyJ[\w-]{10,}\.[\w-]+\.[\w-]+")


_since: ContextVar[datetime | None] = ContextVar("since", default=None)


@contextmanager
def looking_since(moment: datetime) -> Iterator[None]:
    """Within it only what was asked and happened since is looked at: a long run looks again and again."""
    before = _since.set(moment)
    try:
        yield
    finally:
        _since.reset(before)


def _requests() -> QuerySet[ApprovalRequest]:
    rows = ApprovalRequest.objects.all()
    return rows.filter(asked_at__gte=since) if (since := _since.get()) else rows


def _events() -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.all()
    return rows.filter(at__gte=since) if (since := _since.get()) else rows


def check() -> None:
    """Every invariant that the database can show."""
    i1_at_most_one_session_per_request()
    i2_nothing_consumed_without_its_decision()
    i3_no_answer_that_counted_is_lost()
    i4_every_request_has_ended_in_time()
    i5_one_audit_row_per_move()
    i8_nobody_without_standing_is_signed_in()
    i9_nothing_crosses_tenants()
    i10_no_secret_in_the_audit_log()


def i1_at_most_one_session_per_request() -> None:
    consumed = Counter(_requests_told_of("user:request:consumed"))
    assert [pk for pk, times in consumed.items() if times > 1] == []
    by_phone = AuditEvent.objects.filter(tag="user:sign_in:succeeded")
    born = sum("phone" in event.details.get("methods", ()) for event in by_phone)
    assert born <= len(consumed), "more sign-ins by phone than requests that were consumed"


def i2_nothing_consumed_without_its_decision() -> None:
    for request in _requests().filter(state=State.CONSUMED).select_related("decided_by__phone"):
        deciding = request.decided_by
        assert deciding is not None, f"{request.pk} consumed, decided by nobody"
        kept = request.challenges.select_related("request__tenant", "phone_account__phone").get(
            phone_account=deciding
        )
        decision = verify_evidence(kept)
        assert decision.kind == "approval", f"{request.pk} consumed after a {decision.kind}"
        assert request.match == "approve" or decision.number == request.number, f"{request.pk}: wrong number"
        assert deciding.user_id == request.user_id, f"{request.pk}: somebody else's phone"
        assert request.approved_at is not None
        assert request.finish_by is not None
        assert request.ended_at is not None
        assert request.approved_at <= request.expires_at, f"{request.pk}: approved too late"
        assert request.ended_at <= request.finish_by, f"{request.pk}: finished too late"


def i3_no_answer_that_counted_is_lost(given: Collection[tuple[UUID, State]] | None = None) -> None:
    """`given` are the answers that phones were told; those that this test noted, unless said."""
    noted = answers.given() if given is None else given
    kept_requests = ApprovalRequest.objects.in_bulk({request_id for request_id, _ in noted})
    for request_id, said in noted:
        request = kept_requests.get(request_id)
        assert request is not None, f"{request_id}: answered with {said}, and gone"
        # What was approved may end otherwise; that it was approved stays. A denial is for good.
        kept = request.state == said if said is State.DENIED else request.approved_at is not None
        assert kept, f"{request_id}: answered with {said}, and is {request.state}"


def i4_every_request_has_ended_in_time(latest: timedelta = LATEST) -> None:
    # By the database's clock, whatever this machine's says (T38).
    for request in _requests().annotate(now=Now()):
        last = request.finish_by or request.expires_at
        assert (request.ended_at or request.now) <= last + latest, (
            f"{request.pk} {request.state}: open too long"
        )


def i5_one_audit_row_per_move() -> None:
    told: dict[str, list[str]] = {}
    for event in _events().filter(details__has_key="request").order_by("id"):
        told.setdefault(event.details["request"], []).append(event.tag.rpartition(":")[2])
    for request in _requests():
        path, moves = told.pop(str(request.pk), []), _moves_of(request)
        if request.user_id is None:
            # A decoy is no event (T39); that somebody's own name could ask no phone is one.
            assert path in ([], ["nobody_asked"]), f"{request.pk}: {path}"
            continue
        assert path[:1] in (["asked"], ["nobody_asked"]), f"{request.pk}: {path}"
        assert path[1:] == moves, f"{request.pk} is {request.state}, the audit log says {path}"
    kept = {str(pk) for pk in ApprovalRequest.objects.in_bulk(list(told))}
    assert told.keys() <= kept if _since.get() else told == {}, (
        "the audit log tells of requests that are not there"
    )


def _moves_of(request: ApprovalRequest) -> list[str]:
    """The one way a request can have come to where it is."""
    state = State(request.state)
    if state is State.PENDING:
        return []
    through = [] if request.approved_at is None or state is State.APPROVED else [State.APPROVED]
    for source, target in zip([State.PENDING, *through], [*through, state], strict=True):
        assert target in MOVES[source], f"{request.pk}: {source} → {target} is no move"
    return [*(step.value for step in through), state.value]


def i6_notifications_within_caps(sent: Iterable[Sent]) -> None:
    """What the push service was sent: never more than the caps to a phone since its person last said yes."""
    of_phones: dict[str, list[datetime]] = {}
    for one in sent:
        of_phones.setdefault(one.phone_id, []).append(one.at)
    for phone_id, times in of_phones.items():
        people = PhoneAccount.objects.filter(phone=phone_id).values("user")
        successes = ApprovalRequest.objects.filter(user__in=people, state=State.CONSUMED)
        yes = [one.ended_at for one in successes if one.ended_at is not None]
        for span, most in ((timedelta(minutes=10), 3), (timedelta(hours=24), 10)):
            for last in times:
                since = max([last - span, *(moment for moment in yes if moment <= last)])
                within = [at for at in times if since < at <= last]
                assert len(within) <= most, f"{phone_id} was woken {len(within)} times within {span}"


def i7_nothing_sent_after_expiry(sent: Iterable[Sent]) -> None:
    for one in sent:
        assert one.seconds_left > 0, f"{one.phone_id} was woken for a request that is over"


def i8_nobody_without_standing_is_signed_in() -> None:
    for row in Session.objects.exclude(user=None):
        stored = by_its_row(row)
        user = signed_in_by(stored)
        if user is None:
            continue
        assert user == row.user, f"a session of {row.user} signs in {user}"
        assert user.may_sign_in, f"{user} is disabled or blocked, and signed in"
        assert user.tenant.is_active, f"{user.tenant} is not in use, {user} is signed in"
        device_id = stored.get(DEVICE_ID_SESSION_KEY)
        device = Device.from_persistent_id(device_id) if device_id else None
        assert not isinstance(device, PhoneAccount) or device.is_usable, (
            f"{device} is gone, {user} is signed in"
        )


def by_its_row(row: Session) -> SessionStore:
    """The session as its browser's next page reads it; the key itself stands nowhere."""
    found = SessionStore("kept as a digest")
    with patch.object(store, "stored_key", lambda _key: row.session_key):
        found.get(SESSION_KEY)
    return found


def signed_in_by(stored: SessionBase) -> User | None:
    """Whose session this is now, by the same road a page takes; None when it has ended."""
    user = person_of(stored)
    return user if isinstance(user, User) else None


def i9_nothing_crosses_tenants() -> None:
    for request in _requests().select_related("user", "decided_by"):
        assert request.user is None or request.user.tenant_id == request.tenant_id
        assert request.decided_by is None or request.decided_by.user_id == request.user_id
    for kept in Challenge.objects.filter(request__in=_requests()).select_related("request", "phone_account"):
        assert kept.phone_account.user_id == kept.request.user_id, f"{kept}: shown to somebody else"
    for event in _events().exclude(subject=None).select_related("subject"):
        assert event.subject is not None
        assert event.subject.tenant_id == event.tenant_id, f"{event}: {event.subject} is of another tenant"
    for enrolment in Enrolment.objects.exclude(phone_account=None).select_related("phone_account"):
        assert enrolment.phone_account is not None
        assert enrolment.phone_account.user_id == enrolment.user_id


def i10_no_secret_in_the_audit_log() -> None:
    numbers = {str(request.pk): request.number for request in _requests()}
    nonces = set(Challenge.objects.filter(request__in=_requests()).values_list("nonce", flat=True))
    for event in _events():
        for name, value in _leaves(event.details):
            # A policy's settings have names like "password.for", and are no secrets.
            assert "." in name or not SECRET_NAMES.search(name), f"{event.tag}: {name}"
            assert value not in nonces, f"{event.tag}: {name} is a nonce"
            assert not A_JWS.search(value), f"{event.tag}: {name} is a signed message"
            number = numbers.get(event.details.get("request", ""))
            assert value != number, f"{event.tag}: {name} is the number"


def i10_no_secret_in(texts: Iterable[str], *, secrets: Iterable[str]) -> None:
    """Captured log lines, socket frames or channel messages hold none of these secrets, and nothing signed."""
    looked_for = list(secrets)
    for text in texts:
        assert not A_JWS.search(text), f"a signed message in: {text[:80]}"
        for secret in looked_for:
            assert not _holds(text, secret), f"a secret in: {text[:80]}"


def _holds(text: str, secret: str) -> bool:
    """A number is there where it stands by itself: among the digits of an id or of a time any is by chance."""
    if not secret.isdigit():
        return secret in text
    return re.search(rf"(?<![0-9a-f.]){secret}(?![0-9a-f])", text) is not None


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def _requests_told_of(tag: str) -> list[str]:
    return [event.details["request"] for event in AuditEvent.objects.filter(tag=tag)]
