"""What a restored database must not bring back, and whom it must not lock out (decision 0139).

It tells of a moment that is over. What ended since would stand again, and what has gone on since is unknown to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.audit.own_events import RESTORED
from accounts.sessions.models import Session
from accounts.users.models import User
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code.models import MailCode
from accounts.ways.one_time_link.models import OneTimeLink
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import STILL_OPEN, move
from devices.approvals.services import expire_due
from devices.approvals.state import State
from devices.moving.models import Move
from devices.moving.state import State as MoveState
from devices.phones.models import Phone
from idp.backups import mark
from idp.oidc.grants.models import Grant

# Nobody signs out everywhere so often between two back-ups: what was given out since carries no mark that comes again.
EPOCHS_ON = 1000


@dataclass(frozen=True)
class Settled:
    """How many of each ended; of phones, how many may have other tokens by now."""

    sessions: int
    requests: int
    handed_out: int
    grants: int
    phones: int


def settle(*, as_of: datetime) -> Settled:
    """End what stood open in the database at that moment, and let phones be known by their keys. May be done again."""
    requests = (
        sum(move(one, State.REVOKED) for one in ApprovalRequest.objects.filter(STILL_OPEN)) + expire_due()
    )
    with transaction.atomic():
        # Ends sessions, second steps that browsers remember, enrolments and grants that stay: all carry this mark.
        User.objects.update(session_epoch=F("session_epoch") + EPOCHS_ON)
        handed_out = AccessPass.objects.count()
        AccessPass.objects.all().delete()
        handed_out += OneTimeLink.objects.filter(used_at=None, expires_at__gt=Now()).update(expires_at=Now())
        MailCode.objects.all().delete()
        Move.objects.exclude(state=MoveState.ENDED).update(state=MoveState.ENDED)
        sessions = Session.objects.exclude(user=None).count()
        Session.objects.all().delete()
        settled = Settled(
            sessions=sessions,
            requests=requests,
            handed_out=handed_out,
            grants=Grant.objects.filter(ended_at=None).update(ended_at=Now()),
            phones=Phone.objects.filter(state=Phone.State.ACTIVE).update(restored_at=Now()),
        )
        record(RESTORED, tenant=None, as_of=f"{as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
        mark.take_away()
    return settled
