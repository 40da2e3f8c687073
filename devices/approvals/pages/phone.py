"""The *Approve sign-in* page: shows the number, tells the stages, finishes by this browser's POST (A02, A08, A09).

Opening it asks nobody: the form that led here has asked, or a button of its own does (T35).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import clock
from accounts.policy.networks import refuse_blocked
from accounts.refusals import SignInIsOver
from accounts.sessions.together import together
from accounts.signin import flow, unfinished
from accounts.signin.road import arriving
from accounts.signin.road.whose import current, tenant_of_sign_in
from accounts.signin.step import Step, step_of
from accounts.signin.unfinished import SignIn
from accounts.users.browsers import is_on_phone
from devices.approvals import finishing, kinds
from devices.approvals.asking.services import MOST_RESENDS, RESEND_AFTER, send_again
from devices.approvals.method import asked_of, begin, kind_of
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import AlreadyDecided, RequestExpired
from devices.approvals.stage import FINAL, REPORTED, WAITING, facts_of, stage_of
from devices.approvals.state import OPEN, State
from devices.phones.settings import KEY


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    try:
        sign_in = current(request)
    except SignInIsOver:
        # The news goes to all tabs at once, and the first to send it takes the session from under the others.
        if request.method == "POST" and arriving.is_session_gone(request):
            return arriving.overtaken(request)
        raise
    asked = asked_of(sign_in)
    if request.method == "POST" and asked is not None and stage_of(asked) == "approved":
        return _finish(request, sign_in, asked)
    if asked is not None and asked.reported_at:
        return _reported(request, sign_in)
    step = step_of(request, KEY)
    if asked is None or asked.state == State.CONSUMED:
        # Not asked yet; or used up, and yet not signed in: what was proven counts no more.
        return _offer(step)
    return _show(step, asked)


@never_cache
@require_GET
def status(request: HttpRequest) -> JsonResponse:
    """The same facts as the socket's, for browsers that cannot open one; and how it stands when the sign-in is over."""
    if arriving.has_arrived(request):
        return JsonResponse({"state": "signed_in", "seconds_left": 0, "can_resend": False})
    asked = asked_of(current(request))
    if asked is None:
        return JsonResponse({"state": "cancelled", "seconds_left": 0, "can_resend": False})
    return JsonResponse(facts_of(asked, now=clock.now()))


def again(request: HttpRequest) -> HttpResponse:
    """Wakes the phone once more while the request waits; makes a new one, with a new number, when it has ended.

    By a button only: opened by a link it leads to the page that has it.
    """
    if request.method != "POST":
        return redirect("approvals:phone")
    sign_in = current(request)
    asked = asked_of(sign_in)
    if asked is not None and asked.state == State.PENDING:
        send_again(asked, binding=sign_in.binding)
        # The same for everybody, whether or not a phone was woken (A18).
        messages.success(request, _("Asked again. If nothing arrives on your phone, open Handslag there."))
    else:
        begin(step_of(request, KEY))
    return redirect("approvals:phone")


def _finish(request: HttpRequest, sign_in: SignIn, asked: ApprovalRequest) -> HttpResponse:
    # Approved for a stranger, whose network was blocked meanwhile: a flood is over for what it had asked before, too.
    if not (sign_in.may_tell or sign_in.known_browser):
        refuse_blocked(request, tenant_of_sign_in(sign_in))
    # An approval that is used up has led on: a database that fails in between loses nobody's answer (H09).
    return together(request, lambda: _use_up(request, sign_in, asked))


def _use_up(request: HttpRequest, sign_in: SignIn, asked: ApprovalRequest) -> HttpResponse:
    try:
        consumed = finishing.consume(
            asked,
            binding=sign_in.binding,
            user_id=UUID(sign_in.user_id) if sign_in.user_id else None,
            auth_hash=sign_in.auth_hash,
        )
    except (AlreadyDecided, RequestExpired):
        return _came_late(request, sign_in)
    return flow.pass_method(
        request, consumed.proof, user=consumed.user, rules=consumed.rules, device=consumed.account
    )


def _reported(request: HttpRequest, sign_in: SignIn) -> HttpResponse:
    """The person says that it was not them: this sign-in is over, and a new one would be another (A17)."""
    unfinished.clear(request)
    context = {"tenant": tenant_of_sign_in(sign_in), "username": sign_in.username, "state": REPORTED}
    response = render(request, "devices/approvals/reported.html", context)
    unfinished.unbind(response)
    return response


def _came_late(request: HttpRequest, sign_in: SignIn) -> HttpResponse:
    """Another tab of this browser was first with what the phone approved, or the approval is no more: says which."""
    asked = asked_of(sign_in)
    if asked is not None and asked.state == State.CONSUMED:
        return arriving.overtaken(request)
    return redirect("approvals:phone")


def _offer(step: Step) -> HttpResponse:
    """Nobody is asked yet, as when a link led here: says for what, and has the button that asks (T35)."""
    context = {**step.context, "key": step.key, "heading": kind_of(step.sign_in).heading}
    return render(step.request, "devices/approvals/not_asked.html", context)


def _show(step: Step, asked: ApprovalRequest) -> HttpResponse:
    now = clock.now()
    facts = facts_of(asked, now=now)
    wait = RESEND_AFTER - (now - asked.asked_at)
    context: dict[str, Any] = facts | {
        **step.context,
        "number": asked.number if asked.match != "approve" and asked.state in OPEN else "",
        "match": asked.match,
        "life_seconds": int((asked.expires_at - asked.asked_at).total_seconds()),
        "can_resend_in": max(0, int(wait.total_seconds()) + 1),
        "may_resend": asked.resends < MOST_RESENDS,
        "heading": kinds.of(asked.kind).heading,
        "is_waiting": facts["state"] in WAITING,
        "is_final": facts["state"] in FINAL,
        # Inside the app nobody needs to be led to it.
        "is_on_phone": is_on_phone(step.request) and get_script_prefix() == "/",
        "unlocks": asked.unlock_required,
        "after_proof": step.sign_in.may_tell,
        "still_waiting": step.request.method == "POST",
    }
    return render(step.request, "devices/approvals/phone.html", context)
