"""Making an API token, in the name of whoever asks."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.api_tokens import services
from accounts.api_tokens.refusals import NameTaken, TooManyTokens
from accounts.signin.wish import fill_in
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.settings import shown_once
from idp.portal.settings.api_tokens.form import TokenForm
from idp.portal.settings.api_tokens.listed import in_words


def make(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """GET asks; POST makes it and shows it this once, so it is in no address and no log."""
    user = asker(request)
    tenant = tenant_seen_by(user, tenant_id, act=Act.CHANGE_API_KEYS)
    if shown_once.comes_back(request):
        return redirect("admin:api_tokens", tenant_id)
    offered = services.offered_to(user, tenant)
    form = TokenForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        wanted = {"scopes": form.cleaned_data["scopes"], "life": form.life}
        try:
            token, secret = services.make(tenant, form.cleaned_data["name"], **wanted, actor=user)
        except NameTaken as refusal:
            form.add_error("name", str(refusal.public_text))
        except TooManyTokens as refusal:
            form.add_error(None, str(refusal.public_text))
        else:
            shown_once.note(request)
            context = {"tenant": tenant, "token": token, "scopes": in_words(token.scopes), "secret": secret}
            page = "idp/portal/settings/api_tokens/secret.html"
            return render(request, page, {**frame(request), **context})
    if not form.is_bound:
        fill_in(form, written(request))
    context = {**frame(request), "tenant": tenant, "form": form}
    status = 400 if form.errors else 200
    return render(request, "idp/portal/settings/api_tokens/form.html", context, status=status)
