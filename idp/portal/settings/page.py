"""Which settings an organisation has, and how each stands."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.api_tokens.calling import counts
from accounts.api_tokens.services import tokens_in
from accounts.domains.models import DomainClaim
from accounts.hooks.models import Hook
from accounts.tenants.models import Domain, Tenant
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import choose_organisation, tenant_seen_by

MOST_NAMED = 5
choose = choose_organisation(act=Act.CHANGE_HOOKS, page="admin:settings_of", title=gettext_lazy("Settings"))


def settings(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_HOOKS)
    hooks = list(Hook.objects.filter(tenant=tenant))
    context = {
        **frame(request),
        "tenant": tenant,
        "hooks": len(hooks),
        "hooks_off": sum(hook.off_since is not None for hook in hooks),
        "domains": [one.shown for one in Domain.objects.filter(tenant=tenant, is_verified=True)[:MOST_NAMED]],
        "domains_waiting": DomainClaim.objects.filter(tenant=tenant).count(),
        "proves_domains": may(asker(request), Act.PROVE_DOMAIN, on=tenant) and not tenant.is_personal,
        "tokens": _how_many_work(tenant),
        "sees_tokens": may(asker(request), Act.CHANGE_API_KEYS, on=tenant),
    }
    return render(request, "idp/portal/settings/page.html", context)


def _how_many_work(tenant: Tenant) -> int:
    """Of the API keys: neither those that ended nor those whose maker may make none any more."""
    living = tokens_in(tenant).filter(ends_at__gt=clock.now()).select_related("tenant", "made_by__tenant")
    return sum(counts(token) for token in living)
