"""Shows the help pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.refusals import NoSignInUnderWay
from accounts.signin import unfinished
from accounts.signin.road.whose import tenant_of_sign_in
from idp.help.topics import BY_NAME, TOPICS


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "idp/help/index.html", {"topics": TOPICS, **_who_helps(request)})


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    topic = BY_NAME.get(name)
    if topic is None:
        raise Http404(f"no help is called {name}")
    app_address = f"{settings.PUBLIC_URL.partition('://')[2]}{reverse('authenticator:app')}"
    context = {"topic": topic, "app_address": app_address, **_who_helps(request)}
    return render(request, topic.template, context)


def _who_helps(request: HttpRequest) -> dict[str, Any]:
    """Whom to ask, and whether a sign-in waits in this browser: what its own pages say too, whoever it is of."""
    sign_in = unfinished.load(request)
    try:
        tenant = tenant_of_sign_in(sign_in) if sign_in is not None else getattr(request.user, "tenant", None)
    except NoSignInUnderWay:
        sign_in = tenant = None
    return {"helpers": tenant.helpers if tenant else "", "is_under_way": sign_in is not None}
