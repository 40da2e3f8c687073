"""Which applications somebody may use, and which were given something for them: in few questions, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Now

from accounts.refusals import NotYours
from accounts.users.models import User
from idp.oidc.applications.addresses import with_query
from idp.oidc.applications.models import Application
from idp.oidc.consent.services import asked_of, lasting
from idp.oidc.consent.words import in_words
from idp.oidc.grants.models import TAKEN, Grant
from idp.oidc.issuer import issuer_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Tile:
    """An application that somebody may use; `address` opens it, "" where nobody has said how."""

    name: str
    address: str

    @property
    def letter(self) -> str:
        return self.name[:1].upper()


@dataclass(frozen=True)
class Allowed:
    """An application that was given something, or may be: since when, what it may know, when it last came for it."""

    application: Application
    since: datetime
    last_used: datetime | None
    may_know: list[StrOrPromise]


def tiles_of(user: User) -> list[Tile]:
    """Return what they may use, by name. An application is told who sends it somebody (Core, section 4)."""
    theirs = Q(is_for_everybody=True) | Q(groups__members=user)
    rows = Application.objects.filter(theirs, tenant=user.tenant_id).distinct().order_by("name", "id")
    issuer = issuer_of(user.tenant)
    return [
        Tile(row.name, with_query(row.start_uri, {"iss": issuer}) if row.start_uri else "") for row in rows
    ]


def allowed_by(user: User) -> list[Allowed]:
    """Return what was given something for them that lasts, or was allowed to ask; the last used first."""
    given = {
        row["application"]: row
        for row in _taken(user)
        .values("application")
        .annotate(
            since=Min("created_at"), signed_in=Max("created_at"), renewed=Max("refresh_tokens__made_at")
        )
        .order_by()
    }
    consents = {row.application_id: row for row in lasting().filter(user=user)}
    scopes, claims = _known(user)
    found = [
        _allowed(application, given.get(application.pk), consents.get(application.pk), scopes, claims)
        for application in Application.objects.filter(pk__in={*given, *consents}).order_by("name")
    ]
    return sorted(found, key=lambda one: one.last_used or one.since, reverse=True)


def allowed_one(user: User, application_id: int) -> Allowed:
    """Return one of them. Raises NotYours: no other application is any to this person."""
    found = next((one for one in allowed_by(user) if one.application.pk == application_id), None)
    if found is None:
        raise NotYours(f"no application {application_id} of {user.username}")
    return found


def _taken(user: User) -> QuerySet[Grant]:
    """Grants that last, of which the application has got something."""
    return Grant.objects.filter(TAKEN, user=user, ended_at=None, ends_at__gt=Now())


def _known(user: User) -> tuple[dict[int, list[str]], dict[int, dict[str, list[str]]]]:
    """By application: the scopes of all its grants, and the claims that it asked for by name."""
    scopes: dict[int, list[str]] = defaultdict(list)
    claims: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for application, scope, named in _taken(user).values_list("application", "scope", "claims").distinct():
        scopes[application] += scope.split()
        for place, names in named.items():
            claims[application][place] += names
    return scopes, claims


def _allowed(
    application: Application,
    given: Mapping[str, Any] | None,
    consent: Any,
    scopes: dict[int, list[str]],
    claims: dict[int, dict[str, list[str]]],
) -> Allowed:
    names = {**claims.get(application.pk, {}), "consent": consent.claims if consent else []}
    known = [*(consent.scopes if consent else ()), *scopes.get(application.pk, ())]
    asked = asked_of(application, dict.fromkeys(known), names)
    moments = [row for row in (given and given["since"], consent and consent.given_at) if row]
    used = [row for row in (given and given["signed_in"], given and given["renewed"]) if row]
    return Allowed(application, min(moments), max(used, default=None), in_words(asked))
