"""Adding a webhook, changing it, replacing its secret, and removing it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.hooks import services
from accounts.hooks.models import Hook
from accounts.hooks.refusals import TooManyHooks, UnusableAddress
from accounts.signin.wish import fill_in
from accounts.tenants.models import Tenant
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.settings import shown_once
from idp.portal.settings.webhooks.form import HookForm
from idp.portal.settings.webhooks.found import hook_of, shown


def add(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """GET asks; POST makes it, and shows its secret this once, so it is in no address and no log."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_HOOKS)
    if shown_once.comes_back(request):
        return redirect("admin:webhooks", tenant_id)
    form = HookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = services.make(
                tenant, form.cleaned_data["address"], **form.wanted, actor=asker(request)
            )
            return _secret_page(request, made, secret, is_new=True)
        except UnusableAddress as refusal:
            form.add_error("address", str(refusal.public_text))
        except TooManyHooks as refusal:
            form.add_error(None, str(refusal.public_text))
    return _form_page(request, tenant, form)


def change(request: HttpRequest, tenant_id: uuid.UUID, hook_id: uuid.UUID) -> HttpResponse:
    hook = hook_of(asker(request), tenant_id, hook_id)
    form = HookForm(request.POST if request.method == "POST" else None, hook=hook)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(hook, form.cleaned_data["address"], **form.wanted, actor=asker(request))
            messages.success(request, _("Saved. It counts from the next event on."))
            return redirect("admin:webhook", tenant_id, hook_id)
        except UnusableAddress as refusal:
            form.add_error("address", str(refusal.public_text))
    return _form_page(request, hook.tenant, form, hook)


def secret(request: HttpRequest, tenant_id: uuid.UUID, hook_id: uuid.UUID) -> HttpResponse:
    """GET asks; POST replaces the secret, and shows the new one this once."""
    hook = hook_of(asker(request), tenant_id, hook_id)
    if shown_once.comes_back(request):
        return redirect("admin:webhook", tenant_id, hook_id)
    if request.method == "POST":
        at_once = request.POST.get("at_once") == "yes"
        made = services.replace_secret(hook, at_once=at_once, actor=asker(request))
        return _secret_page(request, hook, made, is_new=False)
    before = written(request)
    context = {
        **frame(request),
        "tenant": hook.tenant,
        "one": shown(hook),
        "at_once": before is not None and before.get("at_once") == "yes",
    }
    return render(request, "idp/portal/settings/webhooks/replace_secret.html", context)


def remove(request: HttpRequest, tenant_id: uuid.UUID, hook_id: uuid.UUID) -> HttpResponse:
    hook = hook_of(asker(request), tenant_id, hook_id)
    if request.method == "POST":
        services.remove(hook, actor=asker(request))
        messages.success(request, _("%(host)s is told nothing any more.") % {"host": hook.host})
        return redirect("admin:webhooks", tenant_id)
    context = {**frame(request), "tenant": hook.tenant, "one": shown(hook)}
    return render(request, "idp/portal/settings/webhooks/remove.html", context)


def _form_page(
    request: HttpRequest, tenant: Tenant, form: HookForm, hook: Hook | None = None
) -> HttpResponse:
    if not form.is_bound:
        fill_in(form, written(request))
    context = {**frame(request), "tenant": tenant, "form": form, "hook": hook}
    status = 400 if form.errors else 200
    return render(request, "idp/portal/settings/webhooks/form.html", context, status=status)


def _secret_page(request: HttpRequest, hook: Hook, made: str, *, is_new: bool) -> HttpResponse:
    shown_once.note(request)
    context = {**frame(request), "tenant": hook.tenant, "hook": hook, "secret": made, "is_new": is_new}
    return render(request, "idp/portal/settings/webhooks/secret.html", context)
