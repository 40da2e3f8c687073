"""Somebody answers a screen: what its code names, for whoever is signed in; letting in, denying, taking back.

Each answer is one conditional UPDATE by the database's clock: of many at once one counts. Wrong codes are counted
before one is looked for, by network and by person (T29).
"""

from __future__ import annotations

from enum import Enum
from hmac import compare_digest
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest

from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.signin.proven import SignedIn
from accounts.tenants.models import Tenant
from accounts.throttle.counting import Limit, count, uncount
from accounts.users.models import User
from accounts.users.places import place_of
from accounts.users.strangers import networks_within
from idp.oidc.consent.services import ToBeTold, allow, asked_of
from idp.oidc.grants.beginning import begun, keep
from idp.oidc.grants.ending import end
from idp.oidc.screens import events
from idp.oidc.screens.asking import digests_of_letters, waiting
from idp.oidc.screens.models import ScreenRequest

Answer = ScreenRequest.Answer
SCOPE = "codes of screens"
MOST_WRONG, WITHIN_SECONDS = 10, 600
MOST_WRONG_OF_NETWORK = 40
# Of a hundred numbers; with the last wrong one the request is over, as on the phone with the first.
MOST_NUMBERS = 3


class Outcome(Enum):
    """What came of an answer; OVER: somebody was first, or its time was over."""

    DONE = "done"
    WRONG_NUMBER = "wrong number"
    OVER = "over"


def find(request: HttpRequest, tenant: Tenant, user: User, letters: str) -> ScreenRequest | None:
    """Return what these letters name at this organisation: open, or answered by this very person.

    Raises TooManyTries where this person, or their network, has named what is not there too often.
    """
    limits = (
        *networks_within(request, SCOPE, most=MOST_WRONG_OF_NETWORK, seconds=WITHIN_SECONDS),
        Limit(scope=f"{SCOPE} by one", key=str(user.pk), most=MOST_WRONG, seconds=WITHIN_SECONDS),
    )
    count(*limits)
    rows = ScreenRequest.objects.select_related("application", "grant").filter(
        Q(answer="") | Q(user=user),
        application__tenant=tenant,
        application__is_for_screens=True,
        letters_digest__in=digests_of_letters(letters),
        until__gt=Now(),
    )
    found = rows.first()
    if found is not None:
        found.application.tenant = tenant
        uncount(*limits)
    return found


def learned_by(row: ScreenRequest) -> ToBeTold:
    """Return what an application of others would learn; of one of the organisation's own nobody is asked."""
    application = row.application
    return asked_of(application, [] if application.is_own else row.scope.split(), {})


@transaction.atomic
def let_in(row: ScreenRequest, user: User, signed_in: SignedIn, *, number: str) -> Outcome:
    """Let the screen in as this person, if that is the number it shows; its tokens rest on what they have proven."""
    # Counted first, verified after, and from here on the row is held: however many try at once, no more are looked at.
    if not _open(row).update(tries=F("tries") + 1):
        return Outcome.OVER
    if not compare_digest(number, row.number):
        if _open(row).filter(tries__gte=MOST_NUMBERS).update(**_answered(Answer.WRONG_NUMBER, user)):
            _record(events.DENIED, row, user, screen_denied=Answer.WRONG_NUMBER.value)
        return Outcome.WRONG_NUMBER
    # Of no session of a browser: signing out on the phone ends no television (decision 0115).
    grant = begun(row.application, user, signed_in, sid=None, scopes=tuple(row.scope.split()))
    grant.code_until = row.until
    keep(grant)
    asked = learned_by(row)
    if asked.scopes:
        # What an application of others learns stands on the page whose button was pressed (decision 0124).
        allow(row.application, user, asked)
    ScreenRequest.objects.filter(pk=row.pk).update(grant=grant, **_answered(Answer.APPROVED, user))
    _record(events.LET_IN, row, user)
    return Outcome.DONE


@transaction.atomic
def deny(row: ScreenRequest, user: User) -> Outcome:
    """Say no: the screen is told so, and its code is over."""
    if not _open(row).update(**_answered(Answer.DENIED, user)):
        return Outcome.OVER
    _record(events.DENIED, row, user, screen_denied=Answer.DENIED.value)
    return Outcome.DONE


@transaction.atomic
def take_back(row: ScreenRequest, user: User) -> Outcome:
    """It was a mistake: what the screen was given, or would have been, ends."""
    approved = ScreenRequest.objects.filter(pk=row.pk, user=user, answer=Answer.APPROVED)
    if row.grant is None or not approved.update(answer=Answer.DENIED):
        return Outcome.OVER
    end(row.grant)
    _record(events.TAKEN_BACK, row, user)
    return Outcome.DONE


def _open(row: ScreenRequest) -> Any:
    return waiting().filter(pk=row.pk)


def _answered(answer: Answer, user: User) -> dict[str, Any]:
    return {"answer": answer, "user": user, "answered_at": Now()}


def _record(event: Event, row: ScreenRequest, user: User, **details: Any) -> None:
    application = row.application
    record(
        event,
        tenant=application.tenant,
        subject=user,
        application=application.name,
        screen_place=place_of(row.address),
        screen_address=row.address,
        **details,
    )
