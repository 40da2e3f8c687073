"""The policy: one page for a tenant, and a question first when people will notice."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.changing import policy_as_it_stands
from accounts.signin.wish import fill_in
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import choose_organisation, tenant_seen_by
from idp.portal.policy.effect import effect_of
from idp.portal.policy.form import PolicyForm
from idp.portal.policy.services import save_policy

# Of people who lose a way in so many are named; the rest are counted.
MOST_NAMED = 10


choose = choose_organisation(act=Act.SEE_POLICY, page="admin:policy_of", title=gettext_lazy("Policy"))


def policy(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    user = asker(request)
    tenant = tenant_seen_by(user, tenant_id, act=Act.SEE_POLICY)
    now = policy_as_it_stands(tenant)
    if request.method != "POST":
        form = PolicyForm(tenant, now)
        fill_in(form, written(request))
        return _page(request, form)
    if not may(user, Act.CHANGE_POLICY, on=tenant):
        raise PermissionDenied
    form = PolicyForm(tenant, now, request.POST)
    if not form.is_valid() or "change_again" in request.POST:
        return _page(request, form)
    effect = effect_of(tenant, now=now, wanted=form.wanted, asker=user)
    if effect.meets_people and "confirmed" not in request.POST:
        context = {**frame(request), "form": form, "tenant": tenant, "effect": effect, "named": MOST_NAMED}
        return render(request, "idp/portal/policy/confirm.html", context)
    off = [one.method.key for one in effect.methods if one.turns_off]
    remove = [key for key in off if request.POST.get(f"remove-{key}") == "yes"]
    save_policy(tenant, form.wanted, actor=user, remove=remove)
    messages.success(request, _("The policy is saved, and counts from the next request on."))
    return redirect("admin:policy_of", tenant.pk)


def _page(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    may_change = may(asker(request), Act.CHANGE_POLICY, on=form.tenant)
    context = {**frame(request), "form": form, "tenant": form.tenant, "may_change": may_change}
    return render(request, "idp/portal/policy/page.html", context)
