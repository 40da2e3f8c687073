"""My apps; what was allowed or given to applications, and taking that back. Ending makes safer: no fresh proof."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.signin import proven
from accounts.signin.door import needs_sign_in
from idp.oidc.ciba.codes.page import state_for
from idp.oidc.consent.services import take_back
from idp.oidc.mine.reading import allowed_by, allowed_one, tiles_of


@needs_sign_in
def my_apps(request: HttpRequest) -> HttpResponse:
    return render(request, "idp/oidc/my_apps.html", {"tiles": tiles_of(proven.signed_in_user(request))})


@needs_sign_in
def allowed(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    may_set, kept = state_for(user)
    context = {"rows": allowed_by(user), "may_set_code": may_set, "user_code": kept}
    return render(request, "idp/oidc/allowed.html", context)


@needs_sign_in
def take_back_one(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask first, then end all that it was given, and forget that it was allowed."""
    user = proven.signed_in_user(request)
    one = allowed_one(user, application_id)
    if request.method == "POST":
        take_back(one.application, user)
        messages.success(request, _("%(application)s is signed out.") % {"application": one.application.name})
        return redirect("oidc:allowed")
    said = {"application": one.application.name}
    own = _("It is signed out wherever you use it. It may ask who you are the next time you open it.")
    others = _("It is signed out wherever you use it, and asks you again before it learns anything more.")
    context = {
        "title": _("Sign %(application)s out?") % said,
        "text": own if one.application.is_own else others,
        "action_label": _("Sign it out") if one.application.is_own else _("Take it back"),
        "danger": True,
        "back_url": reverse("oidc:allowed"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
