"""The page that takes a pass (E05): the first thing asked, of anybody alike."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import flow, unfinished
from accounts.signin.door import SECURITY_INFO
from accounts.signin.step import Step, step_of
from accounts.signin.wish import Wish
from accounts.users.access import nobody
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import Standing
from accounts.ways.access_pass.proving import proof_by
from accounts.ways.access_pass.secret import LONGEST

# To whoever has written the right one, and to nobody else.
WHY_NOT = {
    Standing.NOT_BEGUN: _(
        "This pass does not work yet. Try again when it does, or ask whoever gave it to you."
    ),
    Standing.USED: _("This pass works once, and has been used. Ask whoever gave it to you for a new one."),
    Standing.ENDED: _("This pass has ended. Ask whoever gave it to you for a new one."),
}
WRONG = _("That pass does not match. Look at each letter, and try again.")


class PassForm(forms.Form):
    code = forms.CharField(
        label=_("Pass"),
        max_length=2 * LONGEST,
        error_messages={"required": _("Write the pass that you were given.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def use(request: HttpRequest) -> HttpResponse:
    step = step_of(request, services.KEY)
    form = PassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guesses = step.count_try()
        user = step.who_may()
        taken = services.take(
            user or nobody(step.sign_in.username, tenant=step.tenant), form.cleaned_data["code"]
        )
        if user is not None and taken.found is not None and taken.is_right:
            guesses.was_right()
            only_adds = services.pass_settings(step.rules).only_adds
            if only_adds:
                _lead_to_adding(step)
            return flow.pass_step(step, user, proof_by(taken.found, only_adds=only_adds))
        step.fail(taken.reason)
        form.add_error("code", str(WRONG if taken.found is None else WHY_NOT[taken.standing]))
    context = {"form": form, **step.context}
    return render(request, "accounts/ways/access_pass.html", context, status=400 if form.errors else 200)


def _lead_to_adding(step: Step) -> None:
    """What was wished for stays shut to such a session, unless it adds a way: it goes where it may be, and no more."""
    wish = step.sign_in.wish
    leads_to = wish.return_to if wish.adds else reverse("security_info:add")
    step.sign_in.wish = Wish(return_to=leads_to, application=str(SECURITY_INFO), adds=wish.adds)
    unfinished.save(step.request, step.sign_in)
