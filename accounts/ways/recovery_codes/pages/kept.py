"""The last step of making recovery codes: their person says that they have kept them, and may try one (D05).

A code that is only tried is not used up.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import FRESH_TO_ADD, SECURITY_INFO, requires
from accounts.signin.wish import typed
from accounts.throttle.guesses import Guesses
from accounts.ways.recovery_codes import services
from accounts.ways.recovery_codes.models import RecoveryCodes


class TriedForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("One of them, to try"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("You need not. It is not used up by that."),
    )


@never_cache
@requires(FRESH_TO_ADD, application=SECURITY_INFO, is_adding=True)
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, codes_id: int) -> HttpResponse:
    user = proven.signed_in_user(request)
    codes = services.codes_of(user)
    if codes is None or codes.pk != codes_id:
        messages.warning(request, _("Those were replaced or removed meanwhile: they work no more."))
        return redirect("security_info:methods")
    codes.user = user
    typed(request)
    form = TriedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _reads(codes, form):
        services.keep(codes)
        return redirect("security_info:added", services.KEY)
    status = 400 if form.errors else 200
    return render(request, "accounts/ways/recovery_codes_kept.html", {"form": form}, status=status)


def _reads(codes: RecoveryCodes, form: TriedForm) -> bool:
    """Nothing is to be tried, or what is written is one of them; counted before it is looked at (T15)."""
    if not form.cleaned_data["code"]:
        return True
    guesses = Guesses(method="tried_recovery_code", username=codes.user.username, whose=str(codes.user_id))
    guesses.count()
    if codes.has_unused(form.cleaned_data["code"]):
        guesses.was_right()
        return True
    form.add_error("code", _("That is not one of those you were shown last. Look again, or make new ones."))
    return False
