"""The name that others read, changed by its person where that is theirs to do."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.security_info.account.changing_name import LONGEST, change_name, check_may_change
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.wish import fill_in, typed


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("As it is shown on your phone, and to those who look after accounts."),
    )


@needs_fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    check_may_change(user)
    form = NameForm(request.POST or None, initial={"name": user.display_name})
    if request.method == "POST" and form.is_valid():
        change_name(user, form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return redirect("security_info:account")
    fill_in(form, typed(request))
    context = {"form": form}
    return render(
        request, "accounts/security_info/account/name.html", context, status=400 if form.errors else 200
    )
