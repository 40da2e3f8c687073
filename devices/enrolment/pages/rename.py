"""What a person calls one of their phones (D03)."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.security_info.naming import NameForm
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.wish import fill_in, typed
from devices.phones import naming
from devices.phones.access import account_of


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    user = proven.signed_in_user(request)
    account = account_of(user, account_id)
    form = NameForm(request.POST or None, initial={"name": account.name})
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid():
        name = naming.rename(account, form.cleaned_data["name"], actor=user)
        messages.success(request, _("Saved. This phone is called %(phone)s now.") % {"phone": name})
        return redirect("enrolment:phones")
    return render(request, "devices/phones/rename.html", {"form": form, "phone": account})
