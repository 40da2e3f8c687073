"""PortalSite: every address below /portal/, each behind the gate."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.signin.pages.signed_in import sign_out
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from devices.phones.models import PhoneAccount
from idp.portal import gate
from idp.portal.areas.alerts import AlertArea
from idp.portal.areas.events import EventArea
from idp.portal.areas.groups import GroupArea
from idp.portal.areas.organisations import OrganisationArea
from idp.portal.areas.phones import PhoneArea
from idp.portal.areas.users import UserArea
from idp.portal.frame import frame
from idp.portal.home import home
from idp.portal.networks import page as networks
from idp.portal.policy import page as policy

ADDRESSES: dict[str, type[Any]] = {
    "organisations": Tenant,
    "users": User,
    "groups": Group,
    "phones": PhoneAccount,
    "alerts": Alert,
    "audit": AuditEvent,
}


class PortalSite(AdminSite):
    """Django's admin without its own doors: no password form, no password change, no look-up by content type."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Asked once more by Django of each page; the gate has judged this request already."""
        return gate.has_let_in(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's signature
        guarded = super().admin_view(view, cacheable)

        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refused = gate.refusal(request)
            return guarded(request, *args, **kwargs) if refused is None else refused

        return update_wrapper(gated, view)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**frame(request), "has_permission": True}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Only what is ours. What Django's admin has beside it is not mounted, so nobody finds it open."""
        pages: list[URLPattern | URLResolver] = [
            path("", self.admin_view(home), name="index"),
            path("login/", gate.sign_in, name="login"),
            path("logout/", sign_out, name="logout"),
            path("policy/", self.admin_view(policy.choose), name="policy"),
            path("policy/<uuid:tenant_id>/", self.admin_view(policy.policy), name="policy_of"),
            path("networks/", self.admin_view(networks.choose), name="networks"),
            path("networks/<uuid:tenant_id>/", self.admin_view(networks.networks), name="networks_of"),
        ]
        areas = [
            path(f"{address}/", include(self.get_model_admin(model).urls))
            for address, model in ADDRESSES.items()
        ]
        return [*pages, *areas]


portal = PortalSite()
portal.register(Tenant, OrganisationArea)
portal.register(User, UserArea)
portal.register(Group, GroupArea)
portal.register(PhoneAccount, PhoneArea)
portal.register(Alert, AlertArea)
portal.register(AuditEvent, EventArea)
