"""Which settings an organisation has, and how each stands."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.api_tokens.models import ApiToken
from accounts.hooks.models import Hook
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import choose_organisation, tenant_seen_by

choose = choose_organisation(act=Act.CHANGE_HOOKS, page="admin:settings_of", title=gettext_lazy("Settings"))


def settings(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_HOOKS)
    hooks = list(Hook.objects.filter(tenant=tenant))
    context = {
        **frame(request),
        "tenant": tenant,
        "hooks": len(hooks),
        "hooks_off": sum(hook.off_since is not None for hook in hooks),
        "tokens": ApiToken.objects.filter(tenant=tenant, ends_at__gt=clock.now()).count(),
        "sees_tokens": may(asker(request), Act.CHANGE_API_KEYS, on=tenant),
    }
    return render(request, "idp/portal/settings/page.html", context)
