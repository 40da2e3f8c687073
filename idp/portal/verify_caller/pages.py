"""Asking whether it is them who calls: what will happen first, then the number, then what came of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts import clock
from accounts.refusals import Refusal
from accounts.users.access import users_seen_by
from accounts.users.models import User
from accounts.users.places import client_network
from accounts.users.roles import Act, may
from devices.approvals.receipts.making import any_approved
from devices.approvals.receipts.pages.approved import as_file
from devices.approvals.stage import facts_of
from devices.call_checks import checking
from devices.call_checks.models import CallCheck
from idp.portal.frame import frame
from idp.portal.gate import asker


def ask(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """GET says what will happen; POST asks their phone."""
    user, person = asker(request), _person(asker(request), person_id)
    if not may(user, Act.VERIFY_CALLER, on=person):
        raise PermissionDenied
    if request.method != "POST":
        context = {**frame(request), "person": person}
        return render(request, "idp/portal/verify_caller/ask.html", context)
    try:
        made = checking.ask(
            person,
            by=user,
            sees_phones=may(user, Act.SEE_PHONES, on=person),
            network=client_network(request),
        )
    except Refusal as refused:
        messages.warning(request, str(refused.public_text))
        return redirect("admin:verify_caller", person.pk)
    return redirect("admin:call_check", made.pk)


@never_cache
def check(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """The number while it waits, and a button that cancels it; then what came of it."""
    found = _own(asker(request), check_id)
    if request.method == "POST" and "cancel" in request.POST:
        checking.cancel(found)
        return redirect("admin:call_check", found.pk)
    is_waiting = checking.waits(found)
    found.refresh_from_db()
    context = {**frame(request), "check": found, "person": found.person, "is_waiting": is_waiting}
    if not is_waiting:
        return render(request, "idp/portal/verify_caller/over.html", context)
    asked = found.request
    context |= {
        "number": asked.number,
        "life_seconds": int((asked.expires_at - asked.asked_at).total_seconds()),
        "still_waiting": request.method == "POST",
        **facts_of(asked, now=clock.now()),
    }
    return render(request, "idp/portal/verify_caller/number.html", context)


@never_cache
def status(request: HttpRequest, check_id: uuid.UUID) -> JsonResponse:
    """Whether the phone has answered, for the page that waits."""
    found = _own(asker(request), check_id)
    return JsonResponse({"state": "open" if checking.waits(found) else "over"})


@never_cache
def receipt(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """The receipt of what was confirmed, for whoever asked."""
    found = _own(asker(request), check_id)
    return as_file(any_approved().filter(pk=found.request_id).first())


def _person(user: User, person_id: uuid.UUID) -> User:
    """Somebody whom the asker may see; otherwise there is nobody."""
    found: User | None = users_seen_by(user).select_related("tenant").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def _own(user: User, check_id: uuid.UUID) -> CallCheck:
    """What this helper asked; another's is not there. It is looked at for as long as they may ask it."""
    rows = CallCheck.objects.select_related("request__user", "request__tenant", "person__tenant", "asked_by")
    found = rows.filter(pk=check_id, asked_by=user).first()
    if found is None or not may(user, Act.VERIFY_CALLER, on=found.person):
        raise Http404
    return found
