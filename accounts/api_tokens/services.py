"""What admins do with API tokens. Who may is asked by whoever calls (`Act.CHANGE_API_KEYS`)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.api_tokens import events
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.refusals import NameTaken, TooManyTokens
from accounts.api_tokens.scopes import BY_KEY, SCOPES, Scope
from accounts.audit.log import record
from accounts.secrets import keyed_digests
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, shown
from accounts.users.models import User
from accounts.users.roles import may

MOST_TOKENS = 20
LONGEST_LIFE = timedelta(days=365)
# Long enough to see in the list which one a script stopped by.
ENDED_KEPT = timedelta(days=30)
SECRET_BYTES = 32
# By which those find it who look for secrets that were published by mistake.
PREFIX = "handslag_api_"
PURPOSE = "api token"


def offered_to(user: User, tenant: Tenant) -> list[Scope]:
    """The scopes that this person could give a token of the organisation: of acts that they may do there themselves."""
    return [scope for scope in SCOPES if all(may(user, act, on=tenant) for act in scope.acts)]


@transaction.atomic
def make(
    tenant: Tenant, name: str, *, scopes: Iterable[str], life: timedelta, actor: User
) -> tuple[ApiToken, str]:
    """Makes a token in the name of the actor; returns it, and what a script shows, this once.

    Raises NameTaken, TooManyTokens.
    """
    # Of two admins at once the second waits here, and is counted after the first.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    called = shown(name, longest=LONGEST_NAME)
    standing = ApiToken.objects.filter(tenant=tenant)
    if standing.filter(name=called).exists():
        raise NameTaken(called)
    if standing.filter(ends_at__gt=Now()).count() >= MOST_TOKENS:
        raise TooManyTokens(tenant.slug)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    made = ApiToken.objects.create(
        tenant=tenant,
        made_by=actor,
        name=called,
        scopes=[key for key in BY_KEY if key in set(scopes)],
        digest=keyed_digests(secret, purpose=PURPOSE)[0],
        ends_at=clock.now() + min(life, LONGEST_LIFE),
    )
    record(
        events.MADE,
        tenant=tenant,
        subject=actor,
        script=made.name,
        scopes=made.scopes,
        works_until=f"{made.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        row=str(made.pk),
    )
    return made, secret


@transaction.atomic
def revoke(token: ApiToken, *, actor: User | None) -> bool:
    """From the next call on it does nothing; tells whether it was there still."""
    if not ApiToken.objects.filter(pk=token.pk).delete()[0]:
        return False
    record(events.REVOKED, tenant=token.tenant_id, subject=token.made_by_id, actor=actor, script=token.name)
    return True


def revoke_all_of(locked: User) -> None:
    """Revokes whatever this person has made, whose row is held: whoever made it in their name is out with it."""
    for token in ApiToken.objects.filter(made_by=locked):
        revoke(token, actor=None)


def tokens_in(tenant: Tenant) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(tenant=tenant).select_related("made_by")


def find(tenant: Tenant, token_id: UUID) -> ApiToken | None:
    """The token of this organisation with this id."""
    return tokens_in(tenant).filter(pk=token_id).first()


def long_ended() -> QuerySet[ApiToken]:
    """Those of which nobody needs to read any more that they ended."""
    return ApiToken.objects.filter(ends_at__lt=Now() - ENDED_KEPT)
