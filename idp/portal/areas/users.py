"""Users: the list of them, and the form of a person's facts; what is done to people is idp/portal/people/."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.log import record
from accounts.security_info.sessions import shown_session
from accounts.sessions.standing import sessions_of
from accounts.users import services
from accounts.users.access import lock_user
from accounts.users.events import ADDED, CHANGED
from accounts.users.models import Group, User
from accounts.users.roles import Act, may
from accounts.ways.one_time_link import inviting
from devices.phones.access import sign_in_accounts
from devices.phones.services import release_sign_in
from idp.portal.area import Area
from idp.portal.areas import ways_in
from idp.portal.areas.filters import GroupFilter
from idp.portal.areas.person_columns import PersonColumns
from idp.portal.forms.people import ChangePersonForm, NewPersonForm, chooses_groups
from idp.portal.four_eyes import holding
from idp.portal.four_eyes.members import groups_at_once
from idp.portal.gate import asker
from idp.portal.onward import OnwardPaginator, onward
from idp.portal.people.asking import act_called, act_page
from idp.portal.people.exporting import export_people
from idp.portal.people.finding import StateFilter, StrengthFilter, WayFilter
from idp.portal.people.many import MOST_AT_ONCE, choices_for, many_page
from idp.portal.people.members import needs_two
from idp.portal.people.page import context_of, may_be_renamed
from idp.portal.people.renaming import rename_page
from idp.portal.people.stretch import PeopleList
from idp.portal.search import called_so


class UserArea(PersonColumns, Area):
    to_see, to_add = Act.SEE_PEOPLE, Act.ADD_PERSON
    events = {"added": ADDED, "changed": CHANGED}
    subtitle = gettext_lazy("Everybody who can have a way in.")
    empty_text = gettext_lazy(
        "People appear here once they are added. Each gets a username, and a first way in."
    )
    list_display = ("chosen", "person", "username", "state", "phone_sign_in", "last_sign_in")
    list_display_links = ("person",)
    list_filter = (StateFilter, WayFilter, StrengthFilter, GroupFilter)
    list_select_related = ("tenant",)
    search_fields = ("username", "display_name")
    search_help_text = gettext_lazy("Name or username")
    ordering = ("username",)
    # By what an index has in order: to sort a million people by anything else takes seconds.
    sortable_by = ("username",)
    change_list_template = "idp/portal/people/list.html"
    list_class = PeopleList
    add_form_template = "admin/change_form.html"
    change_form_template = "idp/portal/people/person.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Of each of a page alone: whether there is any, PostgreSQL would look up in all phones, read at once.
        phone = Subquery(sign_in_accounts(OuterRef("pk")).values("pk")[:1])
        people: QuerySet[Any] = super().get_queryset(request).annotate(phone_in_use=phone)
        return people

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """With a whole username theirs alone."""
        one = called_so(queryset, search_term)
        return super().get_search_results(request, queryset, search_term) if one is None else (one, False)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("many/", view(self.many), name="accounts_user_many"),
            path("export/", view(self.export), name="accounts_user_export"),
            path("<uuid:person_id>/act/<slug:key>/", view(self.act), name="accounts_user_act"),
            path("<uuid:person_id>/rename/", view(self.rename), name="accounts_user_rename"),
            path("<uuid:person_id>/help/<slug:key>/", view(self.help_them), name="accounts_user_help"),
            path(
                "<uuid:person_id>/remove/<slug:key>/<path:row_id>/",
                view(self.remove_way),
                name="accounts_user_remove_way",
            ),
            path(
                "<uuid:person_id>/bring-back/<slug:key>/<path:row_id>/",
                view(self.bring_back),
                name="accounts_user_bring_back",
            ),
            path(
                "<uuid:person_id>/end-sessions/", view(self.end_sessions), name="accounts_user_end_sessions"
            ),
            path("<uuid:person_id>/release/", view(self.release), name="accounts_user_release"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """May the asker write anything of what the form holds? Nothing of whoever is deleted is written."""
        if obj is not None and obj.goes_at is not None:
            return False
        return any(self.allows(request, act, obj) for act in ChangePersonForm.NEEDS.values())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        form = ChangePersonForm if change else NewPersonForm
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            groups = ("groups",) if chooses_groups(asker(request)) else ()
            return [(None, {"fields": ("username", "display_name", "role", *groups, "new_password")})]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ("display_name", "mail_address", "role")})]
        return [(None, {"fields": ("display_name", "mail_address", "role", "groups")})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if not change:
            password, groups = form.cleaned_data.get("new_password"), form.cleaned_data.get("groups", ())
            at_once = [group for group in groups if not needs_two(group)]
            wanted = obj.role
            if is_held := holding.holds_role(obj, wanted):
                obj.role = User.Role.MEMBER
            obj.pk = self._create(obj, password or None, groups=at_once, actor=asker(request)).pk
            groups_at_once(request, obj, groups, stands=at_once)
            if is_held:
                holding.ask_for_role(request, User.objects.get(pk=obj.pk), wanted)
            return
        # Only what was written: a whole save would bring back an epoch, and so sessions, that ended meanwhile.
        stands = lock_user(obj.pk, actor=asker(request))
        if "role" in form.changed_data and holding.holds_role(stands, obj.role):
            form.changed_data.remove("role")
            holding.ask_for_role(request, stands, obj.role)
        if "role" in form.changed_data:
            services.give_role(stands, obj.role)
        obj.save(update_fields=[name for name in ("display_name",) if name in form.changed_data])
        if "mail_address" in form.changed_data:
            services.change_mail_address(obj, form.cleaned_data["mail_address"], actor=asker(request))
            # The letter went to a mailbox that is not theirs, maybe.
            inviting.withdraw(obj, actor=asker(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if not change:
            return
        wanted, stands = form.cleaned_data["groups"], form.fields["groups"].initial
        form.cleaned_data["groups"] = groups_at_once(request, form.instance, wanted, stands=stands)
        if "groups" in form.changed_data and set(form.cleaned_data["groups"]) == set(stands):
            form.changed_data.remove("groups")
        form.instance.member_groups.set(form.cleaned_data["groups"])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        person = kwargs.get("obj")
        if person is not None:
            context |= context_of(asker(request), person)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("%(name)s is added. Hand over a first way in below.") % {"name": obj})
        return redirect("admin:accounts_user_change", obj.pk)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Written down already: by create_person."""

    def note(self, request: HttpRequest, obj: Any, happened: str, **details: Any) -> None:
        record(self.events[happened], tenant=obj.tenant, subject=obj, actor=asker(request), **details)

    def whose(self, obj: Any) -> User:
        person: User = obj
        return person

    def person_for(self, act: Act, request: HttpRequest, person_id: object) -> User:
        """The person to do this to: absent when out of sight, refused when the asker may not."""
        person: User = self.get_object(request, str(person_id))
        if not may(asker(request), act, on=person):
            raise PermissionDenied
        return person

    def help_them(self, request: HttpRequest, person_id: object, key: str) -> HttpResponse:
        """The page of what is done for a person with one of the methods, whichever brings it."""
        act = ways_in.act_called(key)
        person = self.person_for(act.act, request, person_id)
        frame = self.admin_site.each_context(request)
        if holding.holds_help(person, act) and act.is_open(person):
            back_url = reverse("admin:accounts_user_change", args=[person.pk])
            return holding.held_help(request, person, act, {**frame, "back_url": back_url})
        return ways_in.help_page(request, person, act, frame=frame)

    def remove_way(self, request: HttpRequest, person_id: object, key: str, row_id: str) -> HttpResponse:
        person = self.person_for(Act.REMOVE_METHOD, request, person_id)
        frame = self.admin_site.each_context(request)
        return ways_in.remove_page(request, person, key=key, row_id=row_id, frame=frame)

    def bring_back(self, request: HttpRequest, person_id: object, key: str, row_id: str) -> HttpResponse:
        person = self.person_for(Act.GIVE_METHOD, request, person_id)
        if (refused := holding.refusal_to_bring_back(request, person)) is not None:
            return refused
        frame = self.admin_site.each_context(request)
        return ways_in.bring_back_page(request, person, key=key, row_id=row_id, frame=frame)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        more = {"many": choices_for(asker(request)), "most": MOST_AT_ONCE, **(extra_context or {})}
        return super().changelist_view(request, more)

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any
    ) -> OnwardPaginator:
        return onward(request, queryset, per_page)

    def many(self, request: HttpRequest) -> HttpResponse:
        """One act for everybody chosen in the list."""
        return many_page(
            request,
            people=self.get_queryset(request),
            listed=lambda query: self._listed(request, query),
            frame=self.admin_site.each_context(request),
        )

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Everybody whom the list finds, as a file."""
        try:
            return export_people(*self._list(request, request.GET.urlencode()))
        except IncorrectLookupParameters:
            return redirect("admin:accounts_user_changelist")

    def _listed(self, request: HttpRequest, query: str) -> QuerySet[User]:
        """Everybody of the list that was asked for by this query, on whichever page."""
        try:
            asked, listed = self._list(request, query)
        except IncorrectLookupParameters:
            return User.objects.none()
        people: QuerySet[User] = listed.of_stretch(asked)
        return people

    def _list(self, request: HttpRequest, query: str) -> tuple[HttpRequest, PeopleList]:
        """The list that was asked for by this query, from its first page on."""
        fields = QueryDict(query).copy()
        fields.pop(PAGE_VAR, None)
        asked = copy(request)
        asked.GET = QueryDict(fields.urlencode())
        listed: Any = self.get_changelist_instance(asked)
        return asked, listed

    def act(self, request: HttpRequest, person_id: object, key: str) -> HttpResponse:
        """One act of the table to one person."""
        act = act_called(key)
        person = self.person_for(act.act, request, person_id)
        return act_page(request, person, act, frame=self.admin_site.each_context(request))

    def rename(self, request: HttpRequest, person_id: object) -> HttpResponse:
        person = self.person_for(Act.RENAME_PERSON, request, person_id)
        if not may_be_renamed(asker(request), person):
            raise PermissionDenied
        return rename_page(request, person, frame=self.admin_site.each_context(request))

    def end_sessions(self, request: HttpRequest, person_id: object) -> HttpResponse:
        person = self.person_for(Act.END_SESSIONS, request, person_id)
        if request.method == "POST":
            services.end_sessions(person, actor=asker(request), why="admin")
            messages.success(request, _("Every session of %(name)s has ended.") % {"name": person})
            return redirect("admin:accounts_user_change", person.pk)
        shown = [shown_session(row, person) for row in sessions_of(person)]
        context = {**self.admin_site.each_context(request), "person": person, "sessions": shown}
        return render(request, "idp/portal/end_sessions.html", context)

    def release(self, request: HttpRequest, person_id: object) -> HttpResponse:
        """Asks first, then lets somebody sign in again whose own report had blocked that."""
        person = self.person_for(Act.RELEASE_PERSON, request, person_id)
        if request.method == "POST":
            release_sign_in(person, actor=asker(request))
            messages.success(request, _("%(name)s may sign in again.") % {"name": person})
            return redirect("admin:accounts_user_change", person.pk)
        context = {**self.admin_site.each_context(request), "person": person}
        return render(request, "idp/portal/release.html", context)

    def _create(self, written: User, password: str | None, *, groups: Iterable[Group], actor: User) -> User:
        return services.create_person(
            written.username,
            tenant=written.tenant,
            display_name=written.display_name,
            role=written.role,
            password=password,
            groups=groups,
            actor=actor,
        )
