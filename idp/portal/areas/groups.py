"""Groups: some people of one tenant, for policies to name."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.many.estimating import or_more
from accounts.policy.changing import tell_methods
from accounts.users.models import Group
from accounts.users.roles import Act
from idp.portal.area import Area
from idp.portal.forms.groups import ChangeGroupForm, NewGroupForm, chooses_organisation, lists_everybody
from idp.portal.four_eyes.members import ask_for_members
from idp.portal.gate import asker
from idp.portal.people import members
from idp.portal.people.group_page import members_page
from idp.portal.people.members import is_named_by_policy

# Of a group with more members it is said that it has more.
MOST_COUNTED = 1000


class GroupArea(Area):
    to_see, to_add, to_change = Act.SEE_GROUPS, Act.CHANGE_GROUPS, Act.CHANGE_GROUPS
    events = {
        "added": members.ADDED,
        "changed": members.CHANGED,
        "deleted": members.DELETED,
    }
    subtitle = gettext_lazy("Phone sign-in can be on for chosen groups, and left out for others.")
    empty_text = gettext_lazy("Groups appear here. Make one to try phone sign-in with a few people first.")
    list_display = ("name", "member_count")
    list_select_related = ("tenant",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("Name of a group")
    ordering = ("name",)
    sortable_by = ("name",)
    change_form_template = "idp/portal/group.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.members)
        return [path("<int:group_id>/members/", view, name="accounts_group_members"), *super().get_urls()]

    def members(self, request: HttpRequest, group_id: int) -> HttpResponse:
        """Who is in it, a page at a time."""
        group: Group = self.get_object(request, str(group_id))
        return members_page(request, group, frame=self.admin_site.each_context(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        groups: QuerySet[Any] = (
            super().get_queryset(request).annotate(members_counted=how_many_in(OuterRef("pk")))
        )
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
        people = ("members",) if lists_everybody(obj) else ()
        return [(None, {"fields": ("name", *people)})]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if not change:
            return
        group, (coming, going) = form.instance, form.coming_and_going()
        if (coming or going) and members.needs_two(group):
            form.changed_data.remove("members")
            ask_for_members(request, group, coming=coming, going=going)
            return
        form.save_members()
        if is_named_by_policy(group):
            tell_methods(group.tenant)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        group = kwargs.get("obj")
        if group is not None:
            context["is_named_by_policy"] = is_named_by_policy(group)
            context["needs_two"] = members.needs_two(group)
            context["is_large"] = not lists_everybody(group)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("%(name)s is added. Choose below who is in it.") % {"name": obj})
        where = "change" if lists_everybody(obj) else "members"
        return redirect(f"admin:accounts_group_{where}", obj.pk)

    @admin.display(description=gettext_lazy("Members"))
    def member_count(self, group: Any) -> str:
        return or_more(group.members_counted or 0, at_most=MOST_COUNTED)


def counted_in(group: Group) -> int:
    """How many are in it; of a large one only that it is."""
    return group.members.order_by()[: MOST_COUNTED + 1].count()


def how_many_in(group: Any) -> Case:
    """The same of the groups of a page alone, each by its index."""
    members = Group.members.through.objects.filter(group=group).order_by()
    few = members.values("group").annotate(n=Count("pk")).values("n")  # type: ignore[misc]  # its own name, unknown to it
    return Case(
        When(Exists(members[MOST_COUNTED : MOST_COUNTED + 1]), then=MOST_COUNTED + 1), default=Subquery(few)
    )
