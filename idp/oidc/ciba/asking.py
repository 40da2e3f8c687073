"""Asking somebody's phones for an application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.secrets import digest_of, new_secret
from accounts.statements.composing import added_once
from accounts.tenants.names import shown
from accounts.throttle.counting import Limit, count
from accounts.users.models import User
from devices.approvals.asking.services import Asking, request_approval
from idp.oidc.applications.models import Application
from idp.oidc.ciba.kinds import CIBA
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.ciba.pinging.claims import kept_for
from idp.oidc.ciba.reading import PhoneQuestion

_add = added_once(BackchannelRequest, then="")
# Seconds between two questions of an application what became of it.
INTERVAL = 5
# Of one person by one application: a script that runs wild makes no more rows. How often they are rung for is less.
ASKED_IN_TEN_MINUTES = 30
TEN_MINUTES = 600
ASKED_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Answered:
    """What the application is told: by what it asks again (said this once), for how long, and how often."""

    auth_req_id: str
    expires_in: int
    interval: int


@dataclass(frozen=True)
class From:
    """Where the call of the application came from."""

    address: str
    network: str


@transaction.atomic
def ask(application: Application, user: User, asked: PhoneQuestion, *, called_from: From) -> Answered:
    """Ask this person's phones. Raises TooManyTries where the application asks them one after another."""
    key = f"{application.pk}:{user.pk}"
    count(Limit(scope="asked by an application", key=key, most=ASKED_IN_TEN_MINUTES, seconds=TEN_MINUTES))
    now = clock.now()
    request = request_approval(
        Asking(
            tenant=application.tenant,
            rules=method_rules(application.tenant),
            username=user.username,
            user=user,
            kind=CIBA,
            # Nobody has it: this request is found by its row alone.
            binding=digest_of(new_secret()),
            known_browser=False,
            network=called_from.network,
            context=_context(application, asked),
            said={"address": called_from.address, "application": application.name},
            life_seconds=asked.life_seconds,
        ),
        now=now,
    )
    auth_req_id = new_secret()
    _add(
        BackchannelRequest(
            application=application,
            user=user,
            request=request,
            digest=digest_of(auth_req_id),
            scope=" ".join(asked.scopes),
            acr_values=list(asked.acr_values),
            details=list(asked.details),
            auth_hash=user.get_session_auth_hash(),
            interval=INTERVAL,
            expires_at=request.expires_at,
            **kept_for(asked.notification_token, auth_req_id, until=request.expires_at),
        )
    )
    return Answered(auth_req_id, int((request.expires_at - now).total_seconds()), INTERVAL)


def past() -> QuerySet[BackchannelRequest]:
    """What was asked so long ago that nobody asks any more what became of it."""
    return BackchannelRequest.objects.filter(expires_at__lt=Now() - ASKED_KEPT)


def _context(application: Application, asked: PhoneQuestion) -> dict[str, object]:
    """What the phone shows. Where the application's server stands says nothing to anybody."""
    nowhere = dict.fromkeys(("browser", "system", "place", "ip"), "")
    message = {"binding_message": asked.binding_message} if asked.binding_message else {}
    particulars = {"details": list(asked.details)} if asked.details else {}
    return {"application": shown(application.name), **nowhere, **message, **particulars}
