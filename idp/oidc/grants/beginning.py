"""A grant begins: with a code, or with whatever else somebody has said yes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import clock
from accounts.audit.log import record
from accounts.signin.proven import SignedIn
from accounts.signin.road.lent import is_lent
from accounts.statements.composing import added_once
from accounts.stored import as_stored
from accounts.users.models import User
from idp.oidc.applications.events import OPENED
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.scopes import OFFLINE

_add = added_once(Grant, then="")
# However often it is renewed.
GRANT_LIFE = timedelta(days=30)


def begun(
    application: Application,
    user: User,
    signed_in: SignedIn,
    *,
    sid: UUID | None,
    scopes: tuple[str, ...],
    nonce: str = "",
    claims: dict[str, list[str]] | None = None,
) -> Grant:
    """Return a grant of this person to the application, not kept yet; `sid`: the session it came of, None for none."""
    # What was lent for a while gives nothing that outlasts it.
    stays = OFFLINE in scopes and application.may_stay and not is_lent(signed_in)
    return Grant(
        application=application,
        user=user,
        sid=sid,
        stays=stays,
        scope=" ".join(one for one in scopes if one != OFFLINE or stays),
        claims=claims or {},
        nonce=nonce,
        signed_in=as_stored(signed_in),
        auth_hash=user.get_session_auth_hash(),
        ends_at=_end(signed_in),
    )


@transaction.atomic(savepoint=False)
def keep(grant: Grant) -> None:
    """Keep it; the log says who signed in to what."""
    _add(grant)
    application = grant.application
    record(OPENED, tenant=application.tenant, subject=grant.user, application=application.name)


def _end(signed_in: SignedIn) -> datetime:
    latest = clock.now() + GRANT_LIFE
    return min(latest, datetime.fromtimestamp(signed_in.until, tz=UTC)) if signed_in.until else latest
