"""The page of one act to one person: it asks first and says what will happen, then does it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.refusals import Refusal
from accounts.users.models import User
from idp.portal.gate import asker
from idp.portal.people.acts import BY_KEY, PersonAct


def act_called(key: str) -> PersonAct:
    """The act with this key. Raises Http404 when there is none."""
    found = BY_KEY.get(key)
    if found is None:
        raise Http404(f"no act {key!r}")
    return found


def act_page(request: HttpRequest, person: User, act: PersonAct, *, frame: dict[str, Any]) -> HttpResponse:
    """GET asks, POST does it; where it cannot be done it says why, and leads back."""
    if why := act.why_not(person):
        messages.warning(request, f"{person}: {why}")
        return redirect("admin:accounts_user_change", person.pk)
    if request.method != "POST":
        who = {"who": person.username}
        context = {**frame, "act": act, "person": person, "title": act.title % who}
        return render(request, "idp/portal/people/ask.html", context)
    try:
        act.do(person, asker(request))
    except Refusal as refused:
        messages.error(request, f"{person}: {refused.public_text}")
    else:
        messages.success(request, act.done % {"who": person.username})
    return redirect("admin:accounts_user_change", person.pk)
