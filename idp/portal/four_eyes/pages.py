"""What waits for a second person; one act; and its number, for the phone on which one agrees."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import clock
from accounts.refusals import Refusal
from accounts.secrets import SecretCookie, digest_of, new_secret
from accounts.users.browsers import describe
from accounts.users.models import User
from accounts.users.places import client_address, client_network, place_of
from accounts.users.roles import Act, may
from devices.approvals.models import ApprovalRequest
from devices.approvals.receipts.making import any_approved
from devices.approvals.services import expire_if_due, request_of_browser
from devices.approvals.stage import facts_of
from devices.approvals.state import State as RequestState
from devices.four_eyes import asking, choosing
from devices.four_eyes.looking import look
from devices.four_eyes.models import AskedAct
from idp.portal.frame import frame
from idp.portal.gate import APPLICATION, asker

MOST_SHOWN = 50
# What only the browser holds that looks: another of the same person's shows no number.
LOOK_COOKIE = SecretCookie("second-look", life_seconds=3600, samesite="Strict")
State = AskedAct.State


def listed(request: HttpRequest) -> HttpResponse:
    """What waits, what this person could agree to first; and what became of the last ones."""
    user = asker(request)
    rows = list(asking.seen_by(user)[:MOST_SHOWN])
    waiting = [asked for asked in rows if _is_waiting(asked)]
    context = {
        **frame(request),
        "yours": [asked for asked in waiting if asking.may_agree(user, asked)],
        "others": [asked for asked in waiting if not asking.may_agree(user, asked)],
        "over": [asked for asked in rows if not _is_waiting(asked)],
        "chooses": choosing.may_choose(user, user.tenant),
    }
    return render(request, "idp/portal/four_eyes/list.html", context)


def act(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """One act: look at it on the phone, deny it, or take it back."""
    user, asked = asker(request), _seen(asker(request), act_id)
    if request.method != "POST":
        return _page(request, asked)
    try:
        if "withdraw" in request.POST:
            asking.withdraw(asked, by=user)
            messages.success(request, _("It is withdrawn."))
        elif "deny" in request.POST:
            asking.deny(asked, by=user)
            messages.success(request, _("It is denied, and whoever asked is told."))
        else:
            return _look(request, asked)
    except Refusal as refused:
        if refused.status == 403:
            raise PermissionDenied from refused
        messages.warning(request, str(refused.public_text))
    return redirect("admin:second_person_act", asked.pk)


def phone(request: HttpRequest, act_id: uuid.UUID) -> HttpResponse:
    """The number, while this browser's request waits on the phone; then what became of the act."""
    asked = _seen(asker(request), act_id)
    request_here = _request_here(request, asked)
    if request_here is None or request_here.state != RequestState.PENDING or not _is_waiting(asked):
        _say_how_it_ended(request, asked, request_here)
        return redirect("admin:second_person_act", asked.pk)
    context = {
        **frame(request),
        "asked": asked,
        "number": request_here.number,
        "life_seconds": int((request_here.expires_at - request_here.asked_at).total_seconds()),
        "still_waiting": request.method == "POST",
        **facts_of(request_here, now=clock.now()),
    }
    return render(request, "idp/portal/four_eyes/phone.html", context)


def status(request: HttpRequest, act_id: uuid.UUID) -> JsonResponse:
    """Whether the phone has answered, for the page that waits."""
    asked = _seen(asker(request), act_id)
    here = _request_here(request, asked)
    return JsonResponse({"state": "over" if here is None or here.state != RequestState.PENDING else "open"})


def _look(request: HttpRequest, asked: AskedAct) -> HttpResponse:
    secret = new_secret()
    address = client_address(request)
    browser = describe(request.headers.get("User-Agent", ""))
    context = {
        "application": str(APPLICATION),
        "browser": browser.browser,
        "system": browser.system,
        "place": place_of(address),
        "ip": address,
    }
    look(
        asked,
        by=asker(request),
        binding=digest_of(secret),
        network=client_network(request),
        context=context,
    )
    response = redirect("admin:second_person_phone", asked.pk)
    LOOK_COOKIE.give(response, secret)
    return response


def _request_here(request: HttpRequest, asked: AskedAct) -> ApprovalRequest | None:
    """What this very browser asked the asker's phone about this act."""
    secret = LOOK_COOKIE.read(request)
    found = request_of_browser(digest_of(secret)) if secret else None
    if found is None or not asked.looks.filter(request=found, by=asker(request)).exists():
        return None
    return expire_if_due(found)


def _say_how_it_ended(request: HttpRequest, asked: AskedAct, here: ApprovalRequest | None) -> None:
    if _is_waiting(asked) and here is not None:
        texts = {
            RequestState.WRONG_NUMBER: _("The number did not match. Look at it once more."),
            RequestState.EXPIRED: _("No answer came from your phone. Look at it once more."),
        }
        messages.warning(request, texts.get(RequestState(here.state), _("Nothing was agreed to.")))


def _seen(user: User, act_id: uuid.UUID) -> AskedAct:
    """The act, if this person may see it; otherwise there is none."""
    asked: AskedAct | None = asking.seen_by(user).filter(pk=act_id).first()
    if asked is None:
        raise Http404
    return asked


def _is_waiting(asked: AskedAct) -> bool:
    return asked.state == State.WAITING and asked.expires_at > clock.now()


def _page(request: HttpRequest, asked: AskedAct) -> HttpResponse:
    user = asker(request)
    is_mine = asked.asked_by_id == user.pk
    open_states = (State.WAITING, State.AGREED)
    context: dict[str, Any] = {
        **frame(request),
        "asked": asked,
        "is_waiting": _is_waiting(asked),
        "may_agree": _is_waiting(asked) and asking.may_agree(user, asked),
        "may_withdraw": is_mine and asked.state in open_states and asked.expires_at > clock.now(),
        "is_mine": is_mine,
        "receipt": _receipt_of(user, asked),
        "nobody_else": choosing.seconds_in(asked.tenant) < 2,
    }
    return render(request, "idp/portal/four_eyes/act.html", context)


def _receipt_of(user: User, asked: AskedAct) -> uuid.UUID | None:
    """What the second person approved, for whoever may read the log there."""
    if not may(user, Act.SEE_LOG, on=asked.tenant):
        return None
    return any_approved().filter(second_look__act=asked).values_list("pk", flat=True).first()
