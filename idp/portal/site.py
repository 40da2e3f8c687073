"""PortalSite: every address below /portal/, each behind the gate."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from accounts.alerts.models import Alert
from accounts.signin.pages.signed_in import sign_out
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from devices.phones.models import PhoneAccount
from idp.portal import gate
from idp.portal.applications.urls import pages_of_applications
from idp.portal.areas.alerts import AlertArea
from idp.portal.areas.groups import GroupArea
from idp.portal.areas.organisations import OrganisationArea
from idp.portal.areas.phones import PhoneArea
from idp.portal.areas.users import UserArea
from idp.portal.branding.urls import pages_of_logos
from idp.portal.four_eyes.urls import second_person_addresses
from idp.portal.frame import frame
from idp.portal.home import home
from idp.portal.imports.urls import import_addresses
from idp.portal.logs.urls import pages_of_logs
from idp.portal.networks import page as networks
from idp.portal.policy.urls import addresses as policy_addresses
from idp.portal.read_copy import from_copy
from idp.portal.reports import page as reports
from idp.portal.settings.urls import pages_of_settings
from idp.portal.verify_caller.urls import caller_addresses
from idp.portal.what_if.page import what_if

ADDRESSES: dict[str, type[Any]] = {
    "organisations": Tenant,
    "users": User,
    "groups": Group,
    "phones": PhoneAccount,
    "alerts": Alert,
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
            *policy_addresses(self.admin_view),
            *pages_of_logos(self.admin_view),
            path("policy/<uuid:tenant_id>/what-if/", self.admin_view(what_if), name="what_if"),
            *second_person_addresses(self.admin_view),
            path("networks/", self.admin_view(networks.choose), name="networks"),
            path("networks/<uuid:tenant_id>/", self.admin_view(networks.networks), name="networks_of"),
            *caller_addresses(self.admin_view),
            *import_addresses(self.admin_view),
            *pages_of_logs(self.admin_view),
            path("reports/", self.admin_view(reports.choose), name="reports"),
            path("reports/<uuid:tenant_id>/", self.admin_view(from_copy(reports.reports)), name="reports_of"),
            path(
                "reports/<uuid:tenant_id>/<slug:report>.csv",
                self.admin_view(from_copy(reports.as_file)),
                name="report_as_file",
            ),
            *pages_of_settings(self.admin_view),
            *pages_of_applications(self.admin_view),
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
