"""Groups: some people of one tenant, for policies to name."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.events import event, kind
from accounts.policy.changing import tell_methods
from accounts.policy.models import MethodPolicy
from accounts.users.roles import Act
from idp.portal.area import Area
from idp.portal.forms.groups import ChangeGroupForm, NewGroupForm, chooses_organisation, lists_everybody
from idp.portal.gate import asker

kind("tenant:group", gettext_lazy("about groups"))


class GroupArea(Area):
    to_see, to_add, to_change = Act.SEE_GROUPS, Act.CHANGE_GROUPS, Act.CHANGE_GROUPS
    events = {
        "added": event("tenant:group:added", gettext_lazy("Group added"), told=False),
        "changed": event("tenant:group:changed", gettext_lazy("Group changed"), told=False),
        "deleted": event("tenant:group:deleted", gettext_lazy("Group removed"), told=False),
    }
    subtitle = gettext_lazy("Phone sign-in can be on for chosen groups, and left out for others.")
    empty_text = gettext_lazy("Groups appear here. Make one to try phone sign-in with a few people first.")
    list_display = ("name", "member_count")
    list_select_related = ("tenant",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("Name of a group")
    ordering = ("name",)
    change_form_template = "idp/portal/group.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        groups: QuerySet[Any] = super().get_queryset(request).annotate(members_counted=Count("members"))
        return groups

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A group that a policy names stays: without it the policy would silently say something else."""
        return obj is not None and self.has_change_permission(request, obj) and not is_named_by_policy(obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        form = ChangeGroupForm if change else NewGroupForm
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            whose = ("tenant",) if chooses_organisation(asker(request)) else ()
            return [(None, {"fields": (*whose, "name")})]
        people = ("members",) if lists_everybody(obj) else ("add_people", "remove_people")
        return [(None, {"fields": ("name", *people)})]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if change:
            form.save_members()
            if is_named_by_policy(form.instance):
                tell_methods(form.instance.tenant)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        group = kwargs.get("obj")
        if group is not None:
            context["is_named_by_policy"] = is_named_by_policy(group)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("%(name)s is added. Choose below who is in it.") % {"name": obj})
        return redirect("admin:accounts_group_change", obj.pk)

    @admin.display(description=gettext_lazy("Members"), ordering="members_counted")
    def member_count(self, group: Any) -> int:
        count: int = group.members_counted
        return count


def is_named_by_policy(group: Any) -> bool:
    return MethodPolicy.objects.filter(Q(include=group) | Q(exclude=group)).exists()
