"""Networks of a tenant: how often they tried names that nobody has, and which of them are blocked."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.unknown_names import from_networks
from accounts.policy.networks import LONGEST_WRITTEN, block, one_form_of, release
from accounts.refusals import Refusal
from accounts.signin.wish import fill_in
from accounts.tenants.models import Tenant
from accounts.users.places import client_address, place_of
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import choose_organisation, tenant_seen_by

MOST_SHOWN = 100

choose = choose_organisation(act=Act.SEE_LOG, page="admin:networks_of", title=gettext_lazy("Networks"))


class NetworkForm(forms.Form):
    network = forms.CharField(
        label=gettext_lazy("Block a network"),
        help_text=gettext_lazy(
            "An address or a network, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8:7::/48."
        ),
        max_length=LONGEST_WRITTEN,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write an address or a network.")},
    )


def networks(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_LOG)
    if request.method != "POST":
        form = NetworkForm(initial={"network": request.GET.get("network", "")[:LONGEST_WRITTEN]})
        fill_in(form, written(request))
        return _page(request, tenant, form)
    if not may(asker(request), Act.BLOCK_NETWORK, on=tenant):
        raise PermissionDenied
    form = NetworkForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, _done(request, tenant, form.cleaned_data["network"]))
            return redirect("admin:networks_of", tenant.pk)
        except Refusal as refusal:
            form.add_error("network", str(refusal.public_text))
    return _page(request, tenant, form, status=400)


def _done(request: HttpRequest, tenant: Tenant, written: str) -> str:
    """Blocks or releases, as the button said; says so."""
    if "release" in request.POST:
        release(tenant, one_form_of(written), actor=asker(request))
        return _("%(network)s is released.") % {"network": written}
    network = block(tenant, written, actor=asker(request), asked_from=client_address(request))
    return _("%(network)s is blocked: strangers there can no longer begin to sign in.") % {"network": network}


def _page(request: HttpRequest, tenant: Tenant, form: NetworkForm, *, status: int = 200) -> HttpResponse:
    tried = from_networks(tenant.pk, most=MOST_SHOWN)
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "form": form,
        "blocked": {
            network: datetime.fromisoformat(since) for network, since in tenant.blocked_networks.items()
        },
        "tried": [(one, place_of(one.network.partition("/")[0])) for one in tried],
        "may_block": may(asker(request), Act.BLOCK_NETWORK, on=tenant),
    }
    return render(request, "idp/portal/networks/page.html", context, status=status)
