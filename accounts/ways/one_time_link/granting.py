"""The page of the portal on which a one-time link is made: on purpose, shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import clock
from accounts.signin import proven
from accounts.users.models import User
from accounts.ways.one_time_link import services


def grant_page(request: HttpRequest, person: User, frame: Mapping[str, Any]) -> HttpResponse:
    """GET tells what it does; POST makes the link and shows it this once, so it is in no address and no log."""
    context = {**frame, "person": person}
    if request.method == "POST":
        token = services.grant(person, actor=proven.signed_in_user(request), now=clock.now())
        context["link"] = settings.PUBLIC_URL + reverse("one_time_link:open", args=[token])
    return render(request, "accounts/ways/grant_one_time_link.html", context)
