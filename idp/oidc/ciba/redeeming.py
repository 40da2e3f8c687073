"""What became of what an application asked; and, once a phone has said yes, a grant for it: once.

Everything is looked at again as it stands now (T29): the person, their phone and the policy by the engine that asked,
and here whether that one proof is still enough to sign in to this application.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidGrantError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.incidents import tell_refused
from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.signin.proven import SignedIn
from accounts.statements.composing import composed_once, first
from devices.approvals.finishing import consume
from devices.approvals.models import ApprovalRequest
from devices.approvals.receipts.making import receipt_of
from devices.approvals.services import expire_if_due
from devices.approvals.state import State
from idp.oidc.applications.models import Application
from idp.oidc.applications.using import may_use
from idp.oidc.ciba.errors import AccessDenied, AuthorizationPending, ExpiredToken, SlowDown, TransactionFailed
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.ciba.whom import is_enough
from idp.oidc.grants.beginning import begun, keep
from idp.oidc.grants.models import Grant
from idp.oidc.subjects.services import knows_username

# CIBA Core 1.0, section 11: by so many seconds an application slows down that asked too soon.
SLOWER_BY = 5
SLOWEST = 60
# Timers and networks are not that exact.
EARLY = timedelta(seconds=1)


def find(application: Application, auth_req_id: str) -> BackchannelRequest | None:
    """Return it, if this application asked it."""
    asked = first(_asked(application.pk, digest_of(auth_req_id)))
    if asked is not None:
        asked.application = application
    return asked


@composed_once
def _asked(application: int, auth_req_digest: str, /) -> QuerySet[BackchannelRequest]:
    rows = BackchannelRequest.objects.select_related("request")
    return rows.filter(application=application, digest=auth_req_digest).order_by()


def redeem(asked: BackchannelRequest) -> Grant:
    """Use what the phone said yes to, and return the grant for it, kept. Raises OAuth2Error with how it stands."""
    request = expire_if_due(asked.request)
    if request.state == State.PENDING:
        raise _pending(asked)
    if request.state != State.APPROVED:
        raise _over(request.state)
    try:
        with transaction.atomic():
            return _used(asked)
    except Refusal as refusal:
        tell_refused("refused approval", asked.application.client_id, refusal.code)
        asked.request.refresh_from_db(fields=["state"])
        raise _over(asked.request.state) from refusal


def receipt_for(asked: BackchannelRequest) -> dict[str, str]:
    """The member of the token response that shows others what the phone said yes to (docs/receipts.md).

    It has their username, and the key of their phone: whoever may not know them by that gets none.
    """
    if not knows_username(asked.application, asked.scopes):
        return {}
    request = first(_as_it_stands(asked.request_id))
    made = receipt_of(request) if request is not None else None
    return {"receipt": made} if made is not None else {}


@composed_once
def _as_it_stands(request: UUID, /) -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.select_related("user__tenant").filter(pk=request).order_by()


def _used(asked: BackchannelRequest) -> Grant:
    """Of many at once one moves the request; the others find it moved (one conditional UPDATE)."""
    consumed = consume(
        asked.request,
        binding=asked.request.browser_digest,
        user_id=asked.user_id,
        auth_hash=asked.auth_hash,
    )
    user, application = consumed.user, asked.application
    proof = replace(consumed.proof, by=consumed.account.persistent_id)
    is_still = may_use(user, application) and is_enough(
        application, user, proof, acr_values=tuple(asked.acr_values)
    )
    if not is_still:
        raise AccessDenied(description="it is no longer enough to sign in to this application")
    approved_at = asked.request.approved_at
    signed_in = SignedIn(
        proofs=(proof,),
        auth_time=int(approved_at.timestamp()) if approved_at else 0,
        device_label=consumed.account.name,
    )
    grant = begun(application, user, signed_in, sid=None, scopes=asked.scopes)
    grant.details = asked.details
    keep(grant)
    return grant


def _pending(asked: BackchannelRequest) -> OAuth2Error:
    """It waits; whoever asks too soon has to leave more time from now on, by the database's clock."""
    rows = BackchannelRequest.objects.filter(pk=asked.pk)
    in_time = rows.exclude(next_poll_at__gt=Now())
    if in_time.update(next_poll_at=Now() + timedelta(seconds=asked.interval) - EARLY):
        return AuthorizationPending()
    slower = min(asked.interval + SLOWER_BY, SLOWEST)
    rows.update(interval=slower, next_poll_at=Now() + timedelta(seconds=slower) - EARLY)
    return SlowDown()


def _over(state: str) -> OAuth2Error:
    """How it ended, in the standard's words."""
    if state == State.EXPIRED:
        return ExpiredToken()
    if state == State.CONSUMED:
        return InvalidGrantError("it was used before")
    if state in (State.DENIED, State.REVOKED, State.APPROVED):
        return AccessDenied()
    return TransactionFailed()
