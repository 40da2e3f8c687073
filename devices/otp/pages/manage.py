"""Adding an authenticator app at Security info (D05)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.refusals import NotYours
from accounts.signin import proven
from accounts.signin.door import guards_adding
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
# In the address: the app has scanned the secret, and shows codes.
TRYING = "try"


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
    """Shows the secret, then takes the first code: until that is right the app counts for nothing."""
    user = proven.signed_in_user(request)
    app = services.offered_to(user, app_id)
    if app is None:
        return _nothing_to_set_up(request, user, app_id)
    written = typed(request)
    if request.method != "POST" and written is None and TRYING not in request.GET:
        return render(request, "devices/otp/set_up.html", _shown(app, user))
    usual = _usual_name(user)
    form = FirstCodeForm(request.POST or None, initial={"name": usual})
    fill_in(form, written)
    if request.method == "POST" and form.is_valid() and _is_right(app, user, form, usual=usual):
        return redirect("security_info:added", services.KEY)
    status = 400 if form.errors else 200
    return render(request, "devices/otp/try.html", {"form": form}, status=status)


def _usual_name(user: User) -> str:
    taken = {other.name for other in services.apps_of(user)}
    return told_apart(_("Authenticator app"), taken=taken, longest=LONGEST_NAME)


def _is_right(app: AuthenticatorApp, user: User, form: FirstCodeForm, *, usual: str) -> bool:
    """Take the first code; every try is counted before it is verified (T15)."""
    guesses = Guesses(method="first_code", username=user.username, whose=str(user.pk))
    guesses.count()
    name = shown(form.cleaned_data["name"], longest=LONGEST_NAME) or usual
    if services.confirm(app, actor=user, code=form.cleaned_data["code"], name=name):
        guesses.was_right()
        return True
    form.add_error("code", str(WRONG))
    return False


def _nothing_to_set_up(request: HttpRequest, user: User, app_id: int) -> HttpResponse:
    """Come back to by the Back button, or begun anew in another tab. Raises NotYours of somebody else's."""
    if services.apps_of(user).filter(pk=app_id).exists():
        return redirect("security_info:added", services.KEY)
    if AuthenticatorApp.objects.filter(pk=app_id).exclude(user=user).exists():
        raise NotYours(f"authenticator app {app_id}")
    messages.info(
        request, _("That was begun anew elsewhere, or its hour is over. Nothing was added. Start again.")
    )
    return redirect("security_info:methods")


def _shown(app: AuthenticatorApp, user: User) -> dict[str, object]:
    secret = app.secret
    return {
        "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        "qr_svg": qr_picture(app.address(issuer=user.tenant.name, account=user.username)),
    }
