"""A new password before one is signed in: after a forgotten one, and in the place of a temporary one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import flow
from accounts.signin.step import Step, step_owed
from accounts.signin.wish import Wish
from accounts.users.models import User
from accounts.users.places import client_networks
from accounts.ways.password.pages.forms import NewPasswordForm
from accounts.ways.password.recovering import OWED
from accounts.ways.password.rules.strength import estimate
from accounts.ways.password.services import change_password, recover_password
from accounts.ways.password.settings import KEY
from accounts.ways.password.turns import HASHING


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    step = step_owed(request, OWED)
    user = step.person
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST":
        with HASHING.turn(client_networks(request)):
            if form.is_valid():
                return _keep(step, user, form.cleaned_data["new_password"])
    context = {"form": form, **step.context}
    return render(request, "accounts/ways/password/new.html", context, status=400 if form.errors else 200)


def _keep(step: Step, user: User, password: str) -> HttpResponse:
    how_strong = estimate(password, user=user).words
    if not step.sign_in.recovers:
        change_password(user, password)
        messages.success(step.request, _("Your password is changed. %(it)s") % {"it": how_strong})
        return flow.settle_step(step)
    # What they have shown changes the password and no more: they sign in with it, as everybody does (T22).
    recover_password(user, password, methods=[proof.key for proof in step.sign_in.passed])
    if step.request.user == user:
        flow.end_session(step.request)
    text = _("Your password is changed, and every session has ended. %(it)s Now sign in with it.")
    messages.success(step.request, text % {"it": how_strong})
    wish = Wish(return_to=step.sign_in.wish.return_to, method=KEY)
    return flow.begin(step.request, user.username, wish=wish)
