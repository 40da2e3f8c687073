"""Which way to sign in is offered first."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.security_info.pages.methods import default_of
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.users.services import change_default


def form_for(keys: list[str], posted: QueryDict | None) -> forms.Form:
    """A form with one choice among these methods."""
    field = forms.ChoiceField(
        choices=[(key, key) for key in keys],
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
    )
    form = forms.Form(posted)
    form.fields["method"] = field
    return form


@needs_fresh_proof
def change_default_method(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    mine = [method for method in registry.in_order() if method.rows_for(user)]
    form = form_for([method.key for method in mine], request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = registry.get(form.cleaned_data["method"])
        change_default(user, method=chosen.key, can_start=chosen.can_start)
        return redirect("security_info:methods")
    default = default_of(user)
    choices = [
        {"key": m.key, "label": m.label, "can_start": m.can_start, "is_default": m.key == default}
        for m in mine
    ]
    return render(request, "accounts/security_info/change_default.html", {"form": form, "methods": choices})
