"""Code generators of an organisation that are nobody's yet: listed, handed out, taken out of the list (F08)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import LONGEST_WRITTEN, canonical_username
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.code_generators import services
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.onward import onward

ON_A_PAGE = 50


class HandingOutForm(forms.Form):
    serial = forms.CharField(label=gettext_lazy("Serial number"), max_length=services.LONGEST_SERIAL)
    username = forms.CharField(label=gettext_lazy("Username"), max_length=LONGEST_WRITTEN)


def unclaimed(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """GET lists them; POST hands one out, or asks and then takes one out of the list."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.IMPORT_PEOPLE)
    if "take_out" in request.POST:
        return _take_out(request, tenant, request.POST["take_out"])
    form = HandingOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = _hand_out(request, tenant, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("username", str(refusal.public_text))
        else:
            words = _("It is handed out to %(who)s, who activates it by a code.") % {"who": person.username}
            messages.success(request, words)
            return redirect("admin:unclaimed", tenant.pk)
    search = services.read_serial(request.GET.get("q", ""))
    rows = services.unclaimed_of(tenant).filter(name__startswith=search)
    page = onward(request, rows, ON_A_PAGE).get_page(request.GET.get("p", "1"))
    context = {**frame(request), "tenant": tenant, "form": form, "page": page, "search": search}
    return render(request, "idp/portal/imports/unclaimed.html", context, status=400 if form.errors else 200)


def _hand_out(request: HttpRequest, tenant: Tenant, *, serial: str, username: str) -> User:
    person = users_in(tenant).filter(username=canonical_username(username), goes_at=None).first()
    if person is None:
        raise Refused(_("Nobody of this organisation has that username."))
    if not may(asker(request), Act.GIVE_METHOD, on=person):
        raise PermissionDenied
    if not services.hand_out(person, serial=serial, actor=asker(request)):
        raise Refused(_("There is none with this serial number in the list."))
    return person


def _take_out(request: HttpRequest, tenant: Tenant, serial: str) -> HttpResponse:
    """Asks first: its key is gone then, and only the maker's list brings it back."""
    if "confirmed" not in request.POST:
        context: dict[str, Any] = {
            **frame(request),
            "tenant": tenant,
            "serial": serial[: services.LONGEST_SERIAL],
        }
        return render(request, "idp/portal/imports/take_out.html", context)
    if services.remove_unclaimed(tenant, serial=serial, actor=asker(request)):
        messages.success(request, _("%(serial)s is in the list no more.") % {"serial": serial})
    return redirect("admin:unclaimed", tenant.pk)


class Refused(Refusal):
    """`public_text` says why not."""

    code = "not_handed_out"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.public_text = text
