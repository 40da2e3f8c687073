"""The webhooks of an organisation."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.hooks.models import Hook
from accounts.hooks.services import MOST_HOOKS
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.settings import shown_once
from idp.portal.settings.webhooks.found import shown


def webhooks(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_HOOKS)
    shown_once.go_on(request)
    hooks = [shown(hook) for hook in Hook.objects.filter(tenant=tenant)]
    context = {**frame(request), "tenant": tenant, "hooks": hooks, "is_full": len(hooks) >= MOST_HOOKS}
    return render(request, "idp/portal/settings/webhooks/page.html", context)
