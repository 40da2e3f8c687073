"""Adding an authenticator app, and removing one, at Security info (D05)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import guards_adding, guards_ways_in
from accounts.signin.wish import fill_in, sent, typed
from accounts.tenants.names import shown, told_apart
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from devices.otp import services
from devices.otp.models import AuthenticatorApp
from devices.otp.pages.asking import CodeForm
from devices.otp.pages.code import WRONG
from devices.qr import qr_picture

LONGEST_NAME = 40


class FirstCodeForm(CodeForm):
    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("So that you know it from others. It can stay as it is."),
    )


@guards_adding
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Offers a new secret."""
    if sent(request) is None:
        return redirect("security_info:methods")
    app = services.offer(proven.signed_in_user(request))
    return redirect("authenticator_codes:set_up", app_id=app.pk)


@never_cache
@guards_adding
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, app_id: int) -> HttpResponse:
    """Shows the secret, and takes the first code."""
    user = proven.signed_in_user(request)
    app = services.app_of(user, app_id, is_confirmed=False)
    taken = {other.name for other in services.apps_of(user)}
    usual = told_apart(_("Authenticator app"), taken=taken, longest=LONGEST_NAME)
    form = FirstCodeForm(request.POST or None, initial={"name": usual})
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid():
        guesses = Guesses(method="first_code", username=user.username, whose=str(user.pk))
        guesses.count()
        name = shown(form.cleaned_data["name"], longest=LONGEST_NAME) or usual
        if services.confirm(app, actor=user, code=form.cleaned_data["code"], name=name):
            guesses.was_right()
            messages.success(
                request, _("%(name)s is added. It can be asked as a second step.") % {"name": name}
            )
            return redirect("security_info:methods")
        form.add_error("code", str(WRONG))
    status = 400 if form.errors else 200
    return render(request, "devices/otp/set_up.html", _shown(app, user) | {"form": form}, status=status)


@guards_ways_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, app_id: int) -> HttpResponse:
    """Asks first, then ends it for good."""
    user = proven.signed_in_user(request)
    app = services.app_of(user, app_id, is_confirmed=True)
    if request.method == "POST":
        services.remove(app, actor=user)
        messages.success(request, _("%(name)s has been removed.") % {"name": app.name})
        return redirect("security_info:methods")
    typed(request)
    context = {
        "title": _("Remove %(name)s?") % {"name": app.name},
        "text": _(
            "Its codes will no longer be taken. Remove the entry in the app as well: it is of no more use."
        ),
        "action_url": request.path,
        "action_label": _("Remove"),
        "danger": True,
        "back_url": reverse("security_info:methods"),
    }
    return render(request, "accounts/security_info/confirm.html", context)


def _shown(app: AuthenticatorApp, user: User) -> dict[str, object]:
    secret = app.secret
    return {
        "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        "qr_svg": qr_picture(app.address(issuer=user.tenant.name, account=user.username)),
    }
