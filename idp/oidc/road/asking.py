"""Leading to our own pages on the way: the accounts of this browser, the name that was given, a language."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_supported_language_variant

from accounts.policy.need import Need
from accounts.refusals import TooManyTries
from accounts.secrets import SecretCookie
from accounts.signin import flow, unfinished
from accounts.signin.road.arriving import where_now
from accounts.signin.wish import PARAMETER, Wish, sealed, wish_of
from accounts.tenants.models import Tenant
from accounts.throttle.counting import count
from accounts.users.strangers import networks_of
from idp.oidc.applications.models import Application
from idp.oidc.road.marks import marked, new_mark
from idp.oidc.road.meeting import Meeting

LONGEST_LOCALE = 35
# Of one network: fewer than the usernames that it may write in that time (`accounts.signin.road.opening`).
HINTED_A_MINUTE = 5
# The one that Django reads. Until the browser is closed: it is the application's word, not the person's.
LANGUAGE_COOKIE = SecretCookie("language", life_seconds=0)


def lead_to_accounts(
    request: HttpRequest, tenant: Tenant, application: Application, met: Meeting
) -> HttpResponse:
    """Lead to the accounts that are signed in here: to choose one, or to sign in to another (A23)."""
    mark = replace(met.mark or new_mark(), has_chosen=True)
    wish = Wish(
        return_to=marked(request, tenant, mark),
        application=application.name,
        need=met.need,
        of=application.key,
    )
    return _lead_to_names(wish, met.hinted)


def begin_hinted(request: HttpRequest, username: str, application: Application, need: Need) -> HttpResponse:
    """Begin the sign-in of the name that was given, as if it had been written (A22). It wakes nobody: no form was sent.

    Opened once more, it goes on with what is under way for it already. A network that opens many, for which pictures
    on somebody's page are enough, is led to where names are written: it keeps tries for those who do write theirs.
    """
    wish = wish_of(request, need=need, application=application.name, of=application.key)
    under_way = unfinished.load(request)
    if under_way is not None and under_way.username == username and under_way.wish == wish:
        return redirect(where_now(request))
    try:
        count(*networks_of(request, "names that were hinted", a_minute=HINTED_A_MINUTE))
    except TooManyTries:
        return _lead_to_names(wish, username)
    return flow.begin(request, username, wish=wish)


def _lead_to_names(wish: Wish, username: str) -> HttpResponse:
    query = {PARAMETER: sealed(wish), **({"username": username} if username else {})}
    return redirect(f"{reverse('signin:identify')}?{urlencode(query)}")


def in_language(request: HttpRequest, response: HttpResponse, locales: tuple[str, ...]) -> HttpResponse:
    """Have our pages speak the first of these languages that they know, where the browser has chosen none (D09)."""
    if LANGUAGE_COOKIE.read(request):
        return response
    spoken = next((code for locale in locales if (code := _spoken(locale))), "")
    if spoken:
        LANGUAGE_COOKIE.give(response, spoken)
    return response


def _spoken(locale: str) -> str:
    if len(locale) > LONGEST_LOCALE:
        return ""
    try:
        return get_supported_language_variant(locale)
    except LookupError:
        return ""
