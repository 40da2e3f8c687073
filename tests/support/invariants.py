"""What must hold whatever happened: read from the database and the audit log after every race (I1 … I10).

``check`` looks at everything; each ``i…`` function is one invariant and says in its assertion what broke it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from unittest.mock import patch
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from accounts.audit.models import AuditEvent
from accounts.sessions import store
from accounts.sessions.models import Session
from accounts.sessions.person import person_of
from accounts.sessions.store import SessionStore
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from idp.invariants import log, requests
from idp.invariants.log import A_JWS
from idp.invariants.requests import LATEST
from tests.support import answers
from tests.support.senders import Sent

# Under load, where what looks may be killed: the invariant itself.
LATEST_UNDER_FAULTS = timedelta(seconds=65)


_since: ContextVar[datetime | None] = ContextVar("since", default=None)


@contextmanager
def looking_since(moment: datetime) -> Iterator[None]:
    """Within it only what was asked and happened since is looked at: a long run looks again and again."""
    before = _since.set(moment)
    try:
        yield
    finally:
        _since.reset(before)


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
    assert list(requests.more_than_one_session()) == []


def i2_nothing_consumed_without_its_decision() -> None:
    assert list(requests.without_decision(_since.get())) == []


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
    assert list(requests.open_too_long(_since.get(), latest=latest)) == []


def i5_one_audit_row_per_move() -> None:
    since = _since.get()
    assert list(requests.moves_untold(since)) == []
    events = AuditEvent.objects.filter(details__has_key="request")
    told = set((events.filter(at__gte=since) if since else events).values_list("details__request", flat=True))
    # No test drops a part of the log.
    there = {str(pk) for pk in ApprovalRequest.objects.in_bulk(list(told))}
    assert told - there == set(), "the audit log tells of requests that are not there"


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
    assert list(requests.across_tenants(_since.get())) == []


def i10_no_secret_in_the_audit_log() -> None:
    assert list(log.secrets_in_log(_since.get())) == []


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
