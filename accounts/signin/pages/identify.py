"""The first page: a username, no password box (A01)."""

from django import forms
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from accounts.refusals import Refusal, TooManyTries
from accounts.sealing import seal, unseal
from accounts.secrets import SecretCookie
from accounts.signin import flow, proven, unfinished
from accounts.signin.browser.several import accounts_here
from accounts.signin.pages.at_once import at_once
from accounts.signin.road.arriving import go_on
from accounts.signin.wish import PARAMETER, if_ours, safe_return, unsealed
from accounts.tenants.resolve import LONGEST_WRITTEN, canonical_username

# What is written in the field, on its way from one language to another.
WRITTEN = "written"
WRITTEN_COOKIE = SecretCookie(WRITTEN, life_seconds=60)


class UsernameForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=LONGEST_WRITTEN,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username webauthn",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "email",
                "autofocus": True,
            }
        ),
        error_messages={"required": gettext_lazy("Write your username.")},
    )


@at_once
def identify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, UsernameForm(initial={"username": _known_so_far(request)}))
    form = UsernameForm(request.POST)
    if form.is_valid():
        try:
            username = canonical_username(form.cleaned_data["username"])
            return flow.begin(request, username, wish=unsealed(request.POST.get(PARAMETER, "")))
        except TooManyTries:
            raise
        except Refusal as refusal:
            form.add_error("username", str(refusal.public_text))
    return _show(request, form, status=400)


def bring_along(request: HttpRequest, response: HttpResponse) -> None:
    """Let what is written in the field be there when the page comes in another language; it stands in no address."""
    written = request.POST.get("username", "")[:LONGEST_WRITTEN]
    WRITTEN_COOKIE.give(response, seal(written, purpose=WRITTEN))


def _show(request: HttpRequest, form: UsernameForm, *, status: int = 200) -> HttpResponse:
    """The form, and for what; who is signed in here already is told so."""
    wish = if_ours(request.POST.get(PARAMETER) or request.GET.get(PARAMETER, ""))
    wanted = unsealed(wish)
    context = {
        "form": form,
        "accounts": accounts_here(request),
        "wish": wish,
        "application": wanted.application,
        "go_on": safe_return(wanted.return_to) if proven.load(request) is not None else "",
        "beside": [method.username_page for method in registry.in_order() if method.username_page],
    }
    page = render(request, "accounts/signin/identify.html", context, status=status)
    if WRITTEN_COOKIE.read(request):
        WRITTEN_COOKIE.drop(page)
    return page


def sent_too_late(request: HttpRequest) -> HttpResponse:
    """The form was sent with the value of an older session: shown again filled in, or what to do instead.

    Nothing is begun here. A browser that is signed in by now goes on, or chooses between two people.
    """
    try:
        username = canonical_username(request.POST.get("username", ""))
    except Refusal:
        username = ""
    if username and proven.load(request) is not None:
        return _meet_signed_in(request, username)
    messages.warning(
        request, _("This page was from an earlier visit, so nothing was begun. Press Next once more.")
    )
    return _show(request, UsernameForm(initial={"username": _known_so_far(request)}), status=403)


def _meet_signed_in(request: HttpRequest, username: str) -> HttpResponse:
    """Somebody is signed in here already: they go on; for another username both are offered."""
    wish = if_ours(request.POST.get(PARAMETER, ""))
    if username == proven.signed_in_user(request).username:
        return go_on(request, return_to=unsealed(wish).return_to)
    context = {"username": username, "wish": wish, "go_on": safe_return(unsealed(wish).return_to)}
    return render(request, "accounts/signin/both.html", context)


def _known_so_far(request: HttpRequest) -> str:
    """What was written here a moment ago, before another language was chosen or the page was come back to."""
    sign_in = unfinished.load(request)
    under_way = sign_in.username if sign_in is not None else ""
    written = (
        request.POST.get("username") or _brought_along(request) or request.GET.get("username") or under_way
    )
    return written[:LONGEST_WRITTEN]


def _brought_along(request: HttpRequest) -> str:
    try:
        written = unseal(
            WRITTEN_COOKIE.read(request), purpose=WRITTEN, life_seconds=WRITTEN_COOKIE.life_seconds
        )
    except BadSignature:
        return ""
    return str(written)
