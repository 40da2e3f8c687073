"""Whether somebody has said yes to what is asked; saying so, and taking it back. Nothing known means no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.users.models import User
from idp.oidc.applications.events import ALLOWED, DENIED, TAKEN_BACK
from idp.oidc.applications.models import Application
from idp.oidc.consent.models import Consent
from idp.oidc.grants.models import Grant
from idp.oidc.leaving.noticing import owe
from idp.oidc.scopes import OFFLINE, told_by

REMEMBERED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class ToBeTold:
    """What an application asks to know: scopes, and claims by their names."""

    scopes: Sequence[str]
    claims: Sequence[str] = ()


def asked_of(application: Application, scopes: Iterable[str], claims: dict[str, list[str]]) -> ToBeTold:
    """Return what would be given, wherever it would be told; what a scope tells already is not said twice."""
    scopes = [scope for scope in scopes if scope != OFFLINE or application.may_stay]
    names = dict.fromkeys(name for place in claims.values() for name in place)
    return ToBeTold(scopes, [name for name in names if name not in told_by(scopes)])


def is_covered(application: Application, user: User, asked: ToBeTold, *, since: int = 0) -> bool:
    """Has this person said yes to all of it, not before `since` (seconds since the epoch)? The own ask nobody."""
    if application.is_own:
        return True
    row = lasting().filter(application=application, user=user).first()
    if row is None or row.given_at.timestamp() < since:
        return False
    known = {*row.claims, *told_by(row.scopes)}
    return {*asked.scopes} <= {*row.scopes} and {*asked.claims} <= known


def lasting() -> QuerySet[Consent]:
    return Consent.objects.filter(given_at__gt=Now() - REMEMBERED_FOR)


@transaction.atomic
def allow(application: Application, user: User, asked: ToBeTold) -> None:
    """They say yes: to this, and still to what they said before."""
    row, _is_new = Consent.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        application=application, user=user, defaults={"given_at": clock.now()}
    )
    row.scopes = list(dict.fromkeys([*row.scopes, *asked.scopes]))
    row.claims = list(dict.fromkeys([*row.claims, *asked.claims]))
    row.given_at = clock.now()
    row.save()
    record(
        ALLOWED,
        tenant=application.tenant,
        subject=user,
        actor=user,
        application=application.name,
        may_know=[*asked.scopes, *asked.claims],
    )


def deny(application: Application, user: User) -> None:
    """They say no, which is remembered nowhere but in the log."""
    record(DENIED, tenant=application.tenant, subject=user, actor=user, application=application.name)


@transaction.atomic
def take_back(application: Application, user: User) -> bool:
    """End all that it was given for this person, and forget that they said yes; False: there was nothing."""
    # By this moment it is known again which they were.
    now = clock.now()
    grants = Grant.objects.filter(application=application, user=user)
    ended = grants.filter(ended_at=None, ends_at__gt=Now()).update(ended_at=now)
    forgotten, _by_model = Consent.objects.filter(application=application, user=user).delete()
    if not ended and not forgotten:
        return False
    owe(grants.filter(ended_at=now))
    record(TAKEN_BACK, tenant=application.tenant, subject=user, actor=user, application=application.name)
    return True


def past() -> QuerySet[Consent]:
    """Those of a year ago: the next time they are asked again."""
    return Consent.objects.filter(given_at__lte=Now() - REMEMBERED_FOR)
