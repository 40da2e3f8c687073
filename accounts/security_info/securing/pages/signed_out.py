"""*Something is wrong with my account*, signed out: who, any one way that still works, and all else stops (D10).

Alike for every name (A18), and it signs nobody in (T22).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal, TooManyTries
from accounts.security_info.securing.pages.wrong import OWN_AND_FRESH, TITLE
from accounts.security_info.securing.recovering import KEY, OWED
from accounts.security_info.securing.services import Secured, secure
from accounts.security_info.securing.shown import Plan, plan_for
from accounts.signin import flow, proven, unfinished
from accounts.signin.pages.identify import UsernameForm
from accounts.signin.step import Step, step_owed
from accounts.signin.wish import PARAMETER, Wish, sealed
from accounts.tenants.resolve import LONGEST_WRITTEN, canonical_username
from accounts.users.browsers import asked_from
from accounts.users.models import User

# In the session of a browser that is signed in nowhere: what it has just done.
DONE = "stopped"


@require_http_methods(["GET", "HEAD", "POST"])
def wrong_signed_out(request: HttpRequest) -> HttpResponse:
    """Asks who, and what they can still do leads on: signing in first keeps more, any one way stops the rest."""
    if request.method != "POST":
        if proven.load(request) is not None:
            return redirect("security_info:wrong")
        return _ask(request, UsernameForm(initial={"username": _under_way(request)}))
    form = UsernameForm(request.POST)
    if form.is_valid():
        try:
            username = canonical_username(form.cleaned_data["username"])
            return flow.recover_for(request, username, recovers=KEY, wish=Wish(application=str(TITLE)))
        except TooManyTries:
            raise
        except Refusal as refusal:
            form.add_error("username", str(refusal.public_text))
    return _ask(request, form, status=400)


def _ask(request: HttpRequest, form: UsernameForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "sign_in": _sign_in_for("security_info:wrong")}
    return render(request, "accounts/security_info/wrong_signed_out.html", context, status=status)


def _sign_in_for(page: str) -> str:
    wish = Wish(return_to=reverse(page), application=str(TITLE), need=OWN_AND_FRESH)
    return f"{reverse('signin:identify')}?{urlencode({PARAMETER: sealed(wish)})}"


def _under_way(request: HttpRequest) -> str:
    sign_in = unfinished.load(request)
    return sign_in.username[:LONGEST_WRITTEN] if sign_in is not None else ""


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Says what it will do to whoever has shown one way, and does it."""
    step = step_owed(request, OWED)
    user = step.person
    plan = plan_for(user, step.sign_in.passed)
    if request.method == "POST":
        return _stop(step, user, plan)
    # It has been shown by now: the page says what it is for.
    context = {**step.context, "plan": plan, "application": "", "recovers": ""}
    return render(request, "accounts/security_info/stop.html", context)


def _stop(step: Step, user: User, plan: Plan) -> HttpResponse:
    done = secure(
        user,
        keep_session=None,
        keep=plan.things,
        why="own_word_signed_out",
        actor=user,
        shown=[proof.key for proof in step.sign_in.passed],
        origin=asked_from(step.request),
    )
    flow.end_step(step)
    if step.request.user == user:
        flow.end_session(step.request)
    step.request.session[DONE] = {**_to_show(user, done, plan), "reader": _reader(step.request)}
    return redirect("security_info:stopped")


def _reader(request: HttpRequest) -> str:
    """Who is signed in here, "" for nobody: what was done is not for whoever signs in at the same computer next."""
    return str(request.user.pk or "")


def _to_show(user: User, done: Secured, plan: Plan) -> dict[str, object]:
    return {
        "words": [str(text) for text in done.words],
        "stopped": [str(one.row.label) for one in plan.stopping],
        "kept": [str(one.row.label) for one in plan.kept],
        "can_sign_in": plan.can_sign_in,
        "can_bring_back": plan.can_bring_back,
        "helpers": user.tenant.helpers,
    }


@require_http_methods(["GET", "HEAD"])
def stopped(request: HttpRequest) -> HttpResponse:
    """What was done just now in this browser, and how to go on."""
    done = request.session.get(DONE)
    if not done or done["reader"] != _reader(request):
        return redirect("security_info:wrong")
    context = {**done, "sign_in": _sign_in_for("security_info:secured")}
    return render(request, "accounts/security_info/stopped.html", context)
