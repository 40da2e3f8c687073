"""Looks at the database, the audit log and the push service, all at one moment, and says what does not hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django_otp.models import Device

from accounts.sessions.models import Session
from accounts.sessions.store import stored_key
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from devices.simulator.waking.subscription import Subscription
from tests.chaos.told import Told
from tests.support import invariants
from tests.support.push_service import Push
from tests.support.senders import Sent

# A request's life, its end, and the time until that is written down: whatever is older was judged before.
LOOKED_BACK = timedelta(minutes=6)
Whose = dict[str, tuple[str, Subscription]]


def judge(told: Told, pushes: Iterable[Push], whose: Whose, *, whole: bool) -> list[str]:
    """What does not hold, in words; empty where everything does. `whole`: of all time, not of the last minutes.

    `whose` are the phones and their subscriptions, by token. Ask while all is well: what is asked must answer.
    """
    # First what was told, then what is: nothing is told meanwhile that is not there yet.
    known, came = told.until_now(), list(pushes)
    connection.close()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT CLOCK_TIMESTAMP()")
            [now] = cursor.fetchone()
        since = datetime.fromtimestamp(0, tz=UTC) if whole else now - LOOKED_BACK
        with invariants.looking_since(since):
            return [*known.wrong, *_broken(known, _sent(came, whose, since=since), told)]


def _broken(told: Told, sent: list[Sent], live: Told) -> list[str]:
    looks: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
        (invariants.i1_at_most_one_session_per_request, ()),
        (invariants.i2_nothing_consumed_without_its_decision, ()),
        (invariants.i3_no_answer_that_counted_is_lost, (told.answers,)),
        (invariants.i4_every_request_has_ended_in_time, (invariants.LATEST_UNDER_FAULTS,)),
        (invariants.i5_one_audit_row_per_move, ()),
        (invariants.i6_notifications_within_caps, (sent,)),
        (invariants.i7_nothing_sent_after_expiry, (sent,)),
        (invariants.i8_nobody_without_standing_is_signed_in, ()),
        (invariants.i9_nothing_crosses_tenants, ()),
        (invariants.i10_no_secret_in_the_audit_log, ()),
        (who_was_told_that_they_are_in_is_in, (told, live)),
        (who_was_told_that_they_are_out_is_out, (told,)),
        (nobody_is_in_without_a_request, ()),
        (phones_have_what_they_were_told, (told,)),
    ]
    broken = []
    for look, given in looks:
        try:
            look(*given)
        except AssertionError as why:
            broken.append(f"{look.__name__}: {why}")
    return broken


def who_was_told_that_they_are_in_is_in(told: Told, live: Told) -> None:
    rows = _sessions(told.signed_in)
    # Who asked to be out between being told and being looked for is not lost.
    still = live.until_now().signed_in
    for key, username in told.signed_in.items():
        if key not in still:
            continue
        row = rows.get(stored_key(key))
        assert row is not None, f"{username} was signed in, and the session is gone"
        user = invariants.signed_in_by(invariants.by_its_row(row))
        assert user is not None, f"{username} was signed in, and is not any more"
        assert user.username == username, f"{username} was signed in, and is {user.username}"


def who_was_told_that_they_are_out_is_out(told: Told) -> None:
    for row in _sessions(told.signed_out).values():
        user = invariants.signed_in_by(invariants.by_its_row(row))
        assert user is None, f"{user} was signed out, and is signed in"


def nobody_is_in_without_a_request() -> None:
    """Everybody here signs in by a phone: no more sessions than requests that were consumed."""
    consumed = ApprovalRequest.objects.filter(state=State.CONSUMED, kind=kinds.SIGN_IN.key).count()
    born = Session.objects.exclude(user=None).count()
    assert born <= consumed, f"{born} sessions of {consumed} requests"


def phones_have_what_they_were_told(told: Told) -> None:
    kept = {str(one.pk): one for one in PhoneAccount.objects.filter(pk__in=told.added | told.removed)}
    lost = told.added - told.removed - kept.keys()
    assert not lost, f"accounts that phones were given, and are gone: {lost}"
    still = {pk for pk in told.removed & kept.keys() if _is_usable(kept[pk])}
    assert not still, f"accounts that were taken off phones, and are there: {still}"


def _is_usable(account: Device) -> bool:
    return isinstance(account, PhoneAccount) and account.is_usable


def _sessions(keys: Iterable[str]) -> dict[str, Session]:
    return {row.session_key: row for row in Session.objects.filter(session_key__in=map(stored_key, keys))}


def _sent(pushes: Iterable[Push], whose: Whose, *, since: datetime) -> list[Sent]:
    """What woke a phone for a request, and how long that request still lived, by the database.

    What came twice, because whoever sent it did not hear that it had come, rang once: the first of it counts.
    """
    read = [
        (one, whose[one.token][0], whose[one.token][1].read(one.body)["notification"]["data"])
        for one in pushes
        if one.token in whose and one.at >= since.timestamp()
    ]
    # That a request is over is told as well, and wakes nobody up.
    rang: dict[tuple[str, str, int], Push] = {}
    for one, phone, said in read:
        if said["what"] == "request":
            rang.setdefault((phone, said["r"], said["ring"]), one)
    woke = [(one, phone, handle) for (phone, handle, _), one in rang.items()]
    requests = ApprovalRequest.objects.in_bulk([UUID(handle) for _, _, handle in woke])
    return [
        Sent(
            phone_id=phone,
            at=datetime.fromtimestamp(one.at, tz=UTC),
            seconds_left=math.ceil(requests[UUID(handle)].expires_at.timestamp() - one.at),
        )
        for one, phone, handle in woke
    ]
