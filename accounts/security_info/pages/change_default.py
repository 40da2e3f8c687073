"""Which way to sign in is offered first."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from accounts.security_info.held import asked_second, held_by, offered_first
from accounts.signin import proven
from accounts.signin.door import puts_ways_in_order
from accounts.signin.offering import is_strongest_first
from accounts.signin.wish import typed
from accounts.users.services import change_default


def form_for(keys: list[str], posted: QueryDict | None) -> forms.Form:
    """A form with one choice among these methods."""
    field = forms.ChoiceField(
        choices=[(key, key) for key in keys],
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
    form = forms.Form(posted)
    form.fields["method"] = field
    return form


@puts_ways_in_order
def change_default_method(request: HttpRequest) -> HttpResponse:
    """Of what can be used now: nothing else could be offered."""
    user = proven.signed_in_user(request)
    held = held_by(user)
    # Whether a sign-in may begin with it, by the key of each method of which something can be used.
    usable = {one.method.key: False for one in held if one.may_be_default}
    usable |= {one.method.key: True for one in held if one.may_start}
    form = form_for(list(usable), request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["method"]
        change_default(user, method=chosen, can_start=usable[chosen])
        label = registry.get(chosen).label
        messages.success(request, _("Saved. Your default is now: %(method)s.") % {"method": label})
        return redirect("security_info:methods")
    written = typed(request)
    stands = asked_second(user, held) or offered_first(user, held)
    default = written.get("method", "") if written is not None else stands
    choices = [
        {"key": key, "label": registry.get(key).label, "can_start": may_start, "is_default": key == default}
        for key, may_start in usable.items()
    ]
    context = {"form": form, "methods": choices, "strongest_first": is_strongest_first(user.tenant)}
    return render(request, "accounts/security_info/change_default.html", context)
