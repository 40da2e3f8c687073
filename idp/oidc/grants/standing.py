"""May what an application was given still be used? Asked anew at each use, of all that it rests on (T29, E19)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts import clock
from accounts.policy.need import Need
from accounts.policy.strengths.required import with_strengths
from accounts.sessions.store import stands
from accounts.signin import offers
from accounts.signin.proven import SignedIn
from accounts.signin.road.lent import only_adds
from accounts.statements.composing import composed_once
from accounts.stored import read_stored
from idp.oidc.applications.using import may_use
from idp.oidc.consent.services import asked_of, is_covered
from idp.oidc.grants.models import Grant


@dataclass(frozen=True)
class Standing:
    """Whether it stands; `reason` is the stable one why not, for the log alone."""

    is_good: bool
    reason: str = ""


def look_again(grant: Grant) -> None:
    """See whether somebody has ended it since it was read, or taken it away whole."""
    rows = _ended_at(grant.pk)
    grant.ended_at = rows[0] if rows else clock.now()


@composed_once
def _ended_at(grant: UUID, /) -> QuerySet[Grant, datetime | None]:
    return Grant.objects.filter(pk=grant).order_by().values_list("ended_at", flat=True)


def standing_of(grant: Grant) -> Standing:
    """Say whether this grant, as just read with its application and person, may be used now."""
    reason = next((reason for reason, holds in _RESTS_ON if not holds(grant)), "")
    return Standing(not reason, reason)


def signed_in_of(grant: Grant) -> SignedIn | None:
    """What the session had proven that the grant came of; None where it cannot be read."""
    return read_stored(SignedIn, grant.signed_in)


def _is_not_over(grant: Grant) -> bool:
    return grant.ended_at is None and grant.ends_at > clock.now()


def _may_person_sign_in(grant: Grant) -> bool:
    return grant.user.may_sign_in and grant.user.tenant.is_active


def _is_session_there(grant: Grant) -> bool:
    """One that stays, or came of no session, ends with all of its person's; any other with that which it came of.

    As does one that stays where its application may no longer.
    """
    if grant.sid is None or (grant.stays and grant.application.may_stay):
        return grant.user.still_has(grant.auth_hash)
    session = grant.session
    return session is not None and stands(session, grant.user, session.auth_hash)


def _may_person_use_it(grant: Grant) -> bool:
    return may_use(grant.user, grant.application)


def _is_allowed(grant: Grant) -> bool:
    """Of an application of others: what its person allowed, as they say now (decision 0124)."""
    return is_covered(grant.application, grant.user, asked_of(grant.application, grant.scopes, grant.claims))


def _is_proof_enough(grant: Grant) -> bool:
    """What proved it must still be allowed, and strong enough for what is required by now (E10)."""
    signed_in = signed_in_of(grant)
    if signed_in is None or only_adds(grant.user, signed_in):
        return False
    need = with_strengths(Need(), grant.user, grant.application.key)
    return offers.judge(need, grant.user, signed_in.proofs).is_enough


_RESTS_ON: tuple[tuple[str, Callable[[Grant], bool]], ...] = (
    ("ended", _is_not_over),
    ("person", _may_person_sign_in),
    ("session", _is_session_there),
    ("application", _may_person_use_it),
    ("consent", _is_allowed),
    ("proof", _is_proof_enough),
)
