"""The last step of adding a password: written once more, as one will have to (D05)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import FRESH_TO_ADD, SECURITY_INFO, requires
from accounts.signin.wish import typed
from accounts.users.models import User
from accounts.ways.password.pages.change import is_current
from accounts.ways.password.pages.password import PasswordForm
from accounts.ways.password.settings import KEY
from accounts.ways.password.turns import HASHING


@never_cache
@requires(FRESH_TO_ADD, application=SECURITY_INFO, is_adding=True)
@require_http_methods(["GET", "HEAD", "POST"])
def trying(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    if not user.has_usable_password():
        return redirect("security_info:methods")
    typed(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid() and _is_right(request, user, form):
        return redirect("security_info:added", KEY)
    context = {"form": form, "username": user.username}
    return render(request, "accounts/ways/password/trying.html", context, status=400 if form.errors else 200)


def _is_right(request: HttpRequest, user: User, form: PasswordForm) -> bool:
    with HASHING.turn():
        if is_current(request, user, form.cleaned_data["password"]):
            return True
    form.add_error("password", _("That is not the one you have just chosen. Try again, or choose another."))
    return False
