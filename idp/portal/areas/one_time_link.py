"""A one-time sign-in link: made on purpose, shown once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import clock
from accounts.users.models import User
from accounts.ways.one_time_link import method
from idp.portal.gate import asker


def one_time_link(request: HttpRequest, person: User, *, frame: dict[str, Any]) -> HttpResponse:
    """GET tells what it does; POST makes the link and shows it this once, so it is in no address and no log."""
    context = {**frame, "person": person, "may_sign_in": person.may_sign_in and person.tenant.is_active}
    if request.method == "POST" and context["may_sign_in"]:
        token = method.grant(person, actor=asker(request), now=clock.now())
        context["link"] = settings.PUBLIC_URL + reverse("one_time_link:open", args=[token])
    return render(request, "idp/portal/one_time_link.html", context)
