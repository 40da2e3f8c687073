"""A page of one organisation, for whoever looks after one or all of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from idp.portal.frame import frame
from idp.portal.gate import asker

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def choose_organisation(*, act: Act, page: str, title: StrOrPromise) -> Callable[[HttpRequest], HttpResponse]:
    """The page on which whoever may `act` everywhere chooses for whom; others come to their own at once."""

    def choose(request: HttpRequest) -> HttpResponse:
        user = asker(request)
        if not may(user, act):
            raise PermissionDenied
        if reach(user, act) is not Reach.EVERYWHERE:
            return redirect(page, user.tenant_id)
        context = {**frame(request), "tenants": Tenant.objects.all(), "page": page, "heading": title}
        return render(request, "idp/portal/choose_organisation.html", context)

    return choose


def tenant_seen_by(user: User, tenant_id: uuid.UUID, *, act: Act) -> Tenant:
    """The tenant, if the asker may do this there; otherwise there is none."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is None or not may(user, act, on=tenant):
        raise Http404
    return tenant
