"""Organisations: operators make them, with domains and first admins, and hand them over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.events import event, kind
from accounts.policy.changing import change, policy_as_it_stands, tell_methods
from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.tenants.domains import a_labels
from accounts.tenants.models import Tenant
from accounts.users.access import with_right_in
from accounts.users.models import Group, User
from accounts.users.roles import Act
from accounts.users.services import create_person
from devices.phones.settings import KEY
from idp.personal_accounts import make_personal_tenant, personal_tenant
from idp.portal.area import Area
from idp.portal.areas.cells import NOTHING, yes_or_no
from idp.portal.areas.ways_in import help_for
from idp.portal.forms.organisations import NewOrganisationForm, OrganisationForm
from idp.portal.gate import asker

kind("tenant:organisation", gettext_lazy("about organisations"))


class OrganisationArea(Area):
    to_see, to_add, to_change = Act.SEE_ORGANISATIONS, Act.ADD_ORGANISATION, Act.CHANGE_ORGANISATION
    tenant_path = "pk"
    organisation_column = organisation_filter = ()
    events = {
        "added": event("tenant:organisation:added", gettext_lazy("Organisation added"), told=False),
        "changed": event("tenant:organisation:changed", gettext_lazy("Organisation changed"), told=False),
    }
    subtitle = gettext_lazy("Each is apart from the others: its people, phones and policy are its own.")
    empty_text = gettext_lazy(
        "Organisations appear here. Begin with a name, a domain and who looks after it."
    )
    list_display = ("name", "domain_names", "people", "in_use")
    search_fields = ("name", "domains__name")
    search_help_text = gettext_lazy("Name or domain")
    ordering = ("name",)
    change_form_template = "idp/portal/organisation.html"
    change_list_template = "idp/portal/organisations.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("personal/", view(self.allow_personal), name="accounts_tenant_personal"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may_allow = self.has_add_permission(request) and personal_tenant() is None
        return super().changelist_view(request, {"may_allow_personal": may_allow, **(extra_context or {})})

    def allow_personal(self, request: HttpRequest) -> HttpResponse:
        """Asks first, then makes the one tenant of personal accounts."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            made = make_personal_tenant()
            self.note(request, made, "added")
            messages.success(request, _("Personal accounts are possible now. Say below who may make one."))
            return redirect("admin:policy_of", made.pk)
        return render(request, "idp/portal/personal_accounts.html", self.admin_site.each_context(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).annotate(people_counted=Count("users"))
        organisations: QuerySet[Any] = rows.prefetch_related("domains")
        return organisations

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A domain is found as people write it, though it is kept as the network knows it."""
        domain = a_labels(search_term) or ""
        return super().get_search_results(request, queryset, domain if "." in domain else search_term)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        form = OrganisationForm if change else NewOrganisationForm
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("name", "domains", "admins", "phones_for_admins")})]
        return [(None, {"fields": ("name", "domains", "is_active")})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if change:
            # Nothing else: a network that was blocked meanwhile stays blocked.
            own = {field.name for field in obj._meta.concrete_fields}
            obj.save(update_fields=own.intersection(form.changed_data))
        else:
            made = make_organisation(obj.name, domains=form.cleaned_data["domains"])
            obj.pk, obj.slug, obj.created_at, obj._state.adding = made.pk, made.slug, made.created_at, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if change:
            form.save_domains()
            if "is_active" in form.changed_data:
                tell_methods(form.instance)
            return
        admins = [
            create_person(name, tenant=form.instance, role=User.Role.TENANT_ADMIN, actor=asker(request))
            for name in form.cleaned_data["admins"]
        ]
        if form.cleaned_data["phones_for_admins"]:
            give_phones_to(form.instance, admins, actor=asker(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        tenant = kwargs.get("obj")
        if tenant is not None:
            user = asker(request)
            admins = with_right_in(tenant, Act.APPOINT)
            context["admins"] = [(admin, bool(help_for(user, admin))) for admin in admins]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("%(name)s is added. Its admins need their links.") % {"name": obj})
        return redirect("admin:accounts_tenant_change", obj.pk)

    def tenant_of(self, obj: Any) -> Tenant:
        tenant: Tenant = obj
        return tenant

    @admin.display(description=gettext_lazy("Domains"))
    def domain_names(self, tenant: Tenant) -> str:
        return ", ".join(domain.shown for domain in tenant.domains.all()) or NOTHING

    @admin.display(description=gettext_lazy("People"), ordering="people_counted")
    def people(self, tenant: Any) -> int:
        count: int = tenant.people_counted
        return count

    @admin.display(description=gettext_lazy("In use"), ordering="is_active")
    def in_use(self, tenant: Tenant) -> str:
        return yes_or_no(tenant.is_active)


def give_phones_to(tenant: Tenant, admins: list[User], *, actor: User) -> None:
    """Phone sign-in for the admins alone, as a group: the portal opens for nothing weaker."""
    group = Group.objects.create(tenant=tenant, name=_("Admins"))
    group.members.set(admins)
    stands = policy_as_it_stands(tenant)
    for_admins = MethodRule(is_on=True, include=frozenset({str(group.pk)}))
    change(tenant, replace(stands, methods={**stands.methods, KEY: for_admins}), actor=actor)
