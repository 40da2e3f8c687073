"""Codes and refresh tokens: made, kept as digests, each used once.

Using one is a single conditional UPDATE by the database's clock. Whoever loses it where the same was used before ends
the grant, with all that came of it: one of the two who had it is a thief (RFC 9700, sections 4.5 and 4.14).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.secrets import digest_of, new_secret
from accounts.signin.proven import SignedIn
from accounts.statements.composing import Move, added_once, changed_once, composed_once, first
from accounts.throttle.counting import MINUTE, Limit, count
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.grants.beginning import begun, keep
from idp.oidc.grants.ending import CODE, REFRESH_TOKEN, end_reused
from idp.oidc.grants.models import Grant, RefreshToken

_add = added_once(RefreshToken, then="")
CODE_LIFE = timedelta(seconds=60)
# Nobody has used it for so long that it is lost, or somebody else's by now.
REFRESH_LIFE = timedelta(days=14)
# A person signs in to fewer by hand; a page that loads itself again and again makes no more rows.
CODES_A_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class CodeFor:
    """What a code is given for."""

    scopes: tuple[str, ...]
    redirect_uri: str
    code_challenge: str
    nonce: str = ""
    claims: dict[str, list[str]] = field(default_factory=dict)
    jkt: str = ""
    resource: str = ""


def count_asking(user: User) -> None:
    """Count that one is asked for, given or not: each leaves a row. Raises TooManyTries of one after another."""
    count(Limit(scope="codes for applications", key=str(user.pk), most=CODES_A_MINUTE, seconds=MINUTE))


def give_code(application: Application, user: User, signed_in: SignedIn, *, sid: UUID, asked: CodeFor) -> str:
    """Give a code to the application for this person, as their session `sid` stands; return it in clear, once."""
    code = new_secret()
    grant = begun(
        application, user, signed_in, sid=sid, scopes=asked.scopes, nonce=asked.nonce, claims=asked.claims
    )
    grant.redirect_uri = asked.redirect_uri
    grant.code_digest = digest_of(code)
    grant.code_challenge = asked.code_challenge
    grant.jkt = asked.jkt
    grant.resource = asked.resource
    grant.code_until = clock.now() + CODE_LIFE
    keep(grant)
    return code


def find_code(application: Application, code: str) -> Grant | None:
    """Return what this code was given for, used or not, if it was given to this application."""
    grant = first(_by_code(application.pk, digest_of(code)))
    return grant.of(application) if grant is not None else None


@composed_once
def _by_code(application: int, code: str, /) -> QuerySet[Grant]:
    return Grant.objects.select_related("user").filter(application=application, code_digest=code).order_by()


def redeem(grant: Grant) -> bool:
    """Use the code of this grant; False: it is over, or was used before, which ends the grant."""
    if _redeem(grant.pk):
        return True
    if Grant.objects.filter(pk=grant.pk, redeemed_at__isnull=False).exists():
        end_reused(grant, CODE)
    return False


@changed_once
def _redeem(grant: UUID, /) -> Move:
    unused = Grant.objects.filter(pk=grant, redeemed_at=None, ended_at=None, code_until__gt=Now())
    return unused, {"redeemed_at": Now()}


def find_refresh_token(application: Application, token: str) -> RefreshToken | None:
    """Return it, used or not, if it was given to this application."""
    row = first(_by_token(application.pk, digest_of(token)))
    if row is not None:
        row.grant.of(application)
    return row


@composed_once
def _by_token(application: int, renewing_digest: str, /) -> QuerySet[RefreshToken]:
    rows = RefreshToken.objects.select_related("grant__user")
    return rows.filter(grant__application=application, digest=renewing_digest).order_by()


def use_refresh_token(token: RefreshToken) -> bool:
    """Use it, so that the next can be given; False: it is over, or was used before, which ends the grant."""
    if _use(token.pk):
        return True
    if RefreshToken.objects.filter(pk=token.pk, used_at__isnull=False).exists():
        end_reused(token.grant, REFRESH_TOKEN)
    return False


@changed_once
def _use(renewing: int, /) -> Move:
    return RefreshToken.objects.filter(pk=renewing, used_at=None, until__gt=Now()), {"used_at": Now()}


def keep_refresh_token(token: RefreshToken) -> bool:
    """Let it be used again, for as long as a new one could be; False: it is over, or was used as others are."""
    unused = RefreshToken.objects.filter(pk=token.pk, used_at=None, until__gt=Now())
    return bool(unused.update(until=min(clock.now() + REFRESH_LIFE, token.grant.ends_at)))


def give_refresh_token(grant: Grant) -> str:
    """Make the next refresh token of this grant; return it in clear, once."""
    token = new_secret()
    until = min(clock.now() + REFRESH_LIFE, grant.ends_at)
    _add(RefreshToken(grant=grant, digest=digest_of(token), until=until))
    return token
