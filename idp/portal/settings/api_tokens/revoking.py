"""Revoking an API key: asks first."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import clock
from accounts.api_tokens import services
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.settings.api_tokens.listed import shown


def revoke(request: HttpRequest, tenant_id: uuid.UUID, token_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_API_KEYS)
    token = services.find(tenant, token_id)
    if token is None:
        raise Http404
    if request.method == "POST":
        services.revoke(token, actor=asker(request))
        messages.success(request, _("%(name)s is removed: nothing can be done with it.") % {"name": token})
        return redirect("admin:api_tokens", tenant.pk)
    context = {**frame(request), "tenant": tenant, "one": shown(token, now=clock.now())}
    return render(request, "idp/portal/settings/api_tokens/revoke.html", context)
