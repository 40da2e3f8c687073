"""Where somebody sets their code for applications, and removes it. Whoever could would be rung: fresh proof."""

from __future__ import annotations

from typing import Any

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
from accounts.signin.door import needs_fresh_proof
from accounts.signin.wish import fill_in, typed
from accounts.users.models import User
from devices.phones.settings import UserCodes
from idp.oidc.ciba.codes.models import UserCode
from idp.oidc.ciba.codes.rules import LONGEST, canonical, is_code
from idp.oidc.ciba.codes.services import CannotBeCode, code_of, mode_of, remove_code, set_code


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Your code"),
        # Blanks between are of no matter.
        max_length=2 * LONGEST,
        help_text=gettext_lazy(
            "4 to 16 letters and digits. Not your password, nor the PIN of anything else."
        ),
        error_messages={"required": gettext_lazy("Write a code.")},
    )

    def __init__(self, posted: Any = None, *, user: User) -> None:
        super().__init__(posted)
        self.user = user

    def clean_code(self) -> str:
        written: str = self.cleaned_data["code"]
        if not is_code(canonical(written), username=self.user.username):
            raise forms.ValidationError(str(CannotBeCode.public_text))
        return written


def state_for(user: User) -> tuple[bool, UserCode | None]:
    """May they set one, and what they have; with neither there is nothing to see."""
    return mode_of(user.tenant) != UserCodes.OFF, code_of(user)


@never_cache
@needs_fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    may_set, kept = state_for(user)
    if not may_set:
        # One that does not count any more can still be removed.
        return redirect("oidc:allowed" if kept is None else "oidc:remove_user_code")
    form = CodeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        set_code(user, form.cleaned_data["code"])
        messages.success(request, _("Your code is saved."))
        return redirect("oidc:allowed")
    fill_in(form, typed(request))
    context = {"form": form, "kept": kept}
    return render(request, "idp/oidc/user_code.html", context, status=400 if form.errors else 200)


@never_cache
@needs_fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """Ask first."""
    user = proven.signed_in_user(request)
    if code_of(user) is None:
        return redirect("oidc:allowed")
    if request.method == "POST":
        remove_code(user)
        messages.success(request, _("Your code is removed."))
        return redirect("oidc:allowed")
    context = {
        "title": _("Remove your code?"),
        "text": _(
            "Applications that your organisation lets ask by name alone can ask your phone without it."
        ),
        "action_label": _("Remove it"),
        "action_url": request.path,
        "danger": True,
        "back_url": reverse("oidc:allowed"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
