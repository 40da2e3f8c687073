"""Adding a phone: offers a code, then follows what the phone does (B02, B04, B05)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import clock
from accounts.refusals import NotYours
from accounts.secrets import SecretCookie, digest_of, new_secret
from accounts.signin import proven
from accounts.signin.door import guards_adding, while_adding
from accounts.signin.road.finishing import count_added
from accounts.signin.wish import sent
from accounts.users.browsers import asked_from
from devices.enrolment import services
from devices.enrolment.closing_test import proof_by
from devices.enrolment.codes.typed import grouped, typed_form
from devices.enrolment.models import Enrolment
from devices.enrolment.stage import facts_of
from devices.enrolment.state import State
from devices.enrolment.watching import ID_KEY
from devices.phones.settings import KEY
from devices.qr import qr_picture

# Longer than adding a phone can take.
COOKIE_LIFE_SECONDS = 3600
# The phone, which may be of another language, translates it: closing_test.py.
ASKS = gettext_noop("Security info")
# What only the browser that adds a phone holds: the secret it watches with, and the code it shows. Neither the tables
# nor a copy of them show a number or add a phone (I10, T18). The phone knows the code, so the secret is another one.
WATCH_COOKIE = SecretCookie("enrolment", life_seconds=COOKIE_LIFE_SECONDS)
CODE_COOKIE = SecretCookie("enrolment-code", life_seconds=COOKIE_LIFE_SECONDS)


@guards_adding
def add(request: HttpRequest) -> HttpResponse:
    """Offers a new code."""
    if sent(request) is None:
        return redirect("enrolment:phones")
    secret = new_secret()
    enrolment, code = services.offer(
        proven.signed_in_user(request),
        session_digest=digest_of(secret),
        context=context_of(request),
        now=clock.now(),
    )
    request.session[ID_KEY] = str(enrolment.pk)
    response = redirect("enrolment:watch", enrolment_id=enrolment.pk)
    WATCH_COOKIE.give(response, secret)
    CODE_COOKIE.give(response, code)
    return response


def context_of(request: HttpRequest) -> dict[str, Any]:
    """What the closing test says of who asks."""
    return {"application": ASKS, **asked_from(request)}


@never_cache
@while_adding
@require_GET
def watch(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    facts = facts_of(_mine(request, enrolment_id), now=clock.now())
    context = facts | {
        "cancel_url": reverse("enrolment:cancel", args=[enrolment_id]),
        "finish_url": reverse("enrolment:finish", args=[enrolment_id]),
        "again_url": reverse("enrolment:add"),
        "status_url": reverse("enrolment:status", args=[enrolment_id]),
    }
    if facts["state"] == State.OFFERED:
        code = CODE_COOKIE.read(request)
        # The code stands behind #: a fragment is sent to no server and written in no log.
        link = f"{settings.PUBLIC_URL}{reverse('authenticator:app')}#enrol={code}"
        context |= {"code": grouped(typed_form(code)), "link": link, "qr_svg": qr_picture(link)}
    return render(request, "devices/enrolment/watch.html", context)


@never_cache
@while_adding
@require_GET
def status(request: HttpRequest, enrolment_id: uuid.UUID) -> JsonResponse:
    return JsonResponse(facts_of(_mine(request, enrolment_id), now=clock.now()))


@while_adding
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    if sent(request) is not None:
        services.end(_mine(request, enrolment_id), State.CANCELLED)
    return redirect("enrolment:watch", enrolment_id=enrolment_id)


@while_adding
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """The phone has just answered for this very browser: the session that began it need not ask it once more."""
    begun_here = request.session.get(ID_KEY) == str(enrolment_id)
    if sent(request) is not None and begun_here:
        passed = proof_by(_mine(request, enrolment_id))
        if passed is not None:
            proof, account, at = passed
            count_added(request, proof, device=account, at=int(at.timestamp()))
    return redirect("security_info:added", KEY)


def _mine(request: HttpRequest, enrolment_id: uuid.UUID) -> Enrolment:
    """This browser's own enrolment: another browser of the same person can neither see the number nor cancel."""
    rows = Enrolment.objects.select_related(
        "user__tenant", "phone_account", "test_request__tenant", "test_request__user"
    )
    enrolment = rows.filter(pk=enrolment_id, user=proven.signed_in_user(request)).first()
    if enrolment is None or not WATCH_COOKIE.is_held(request, expected_digest=enrolment.session_digest):
        raise NotYours(f"enrolment {enrolment_id}")
    return enrolment
