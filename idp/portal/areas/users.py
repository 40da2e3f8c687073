"""Users: who they are, whether they may sign in, their groups and phones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.log import record
from accounts.signin import proven
from accounts.signin.reach import is_within_reach
from accounts.users import services
from accounts.users.access import lock_user
from accounts.users.events import ADDED, CHANGED
from accounts.users.models import Group, User
from accounts.users.roles import Act, may, rights_of
from accounts.ways.password.services import set_password
from devices.phones.access import usable_accounts
from devices.phones.services import release_sign_in
from idp.portal.area import Area
from idp.portal.areas import ways_in
from idp.portal.areas.cells import badge, moment, yes_or_no
from idp.portal.areas.filters import GroupFilter, MaySignInFilter, PhoneSignInFilter
from idp.portal.forms.people import ChangePersonForm, NewPersonForm, chooses_groups
from idp.portal.gate import TO_READ, asker


class UserArea(Area):
    to_see, to_add = Act.SEE_PEOPLE, Act.ADD_PERSON
    events = {"added": ADDED, "changed": CHANGED}
    subtitle = gettext_lazy("Everybody who can have a way in.")
    empty_text = gettext_lazy(
        "People appear here once they are added. Each gets a username, and a first way in."
    )
    list_display = ("person", "username", "may_sign_in", "phone_sign_in", "last_sign_in")
    list_filter = (MaySignInFilter, PhoneSignInFilter, GroupFilter)
    list_select_related = ("tenant",)
    search_fields = ("username", "display_name")
    search_help_text = gettext_lazy("Name or username")
    ordering = ("username",)
    change_form_template = "idp/portal/user.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        has_phone = usable_accounts_of(OuterRef("pk"))
        people: QuerySet[Any] = super().get_queryset(request).annotate(has_phone_sign_in=Exists(has_phone))
        return people

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<uuid:person_id>/help/<slug:key>/", view(self.help_them), name="accounts_user_help"),
            path(
                "<uuid:person_id>/remove/<slug:key>/<path:row_id>/",
                view(self.remove_way),
                name="accounts_user_remove_way",
            ),
            path(
                "<uuid:person_id>/end-sessions/", view(self.end_sessions), name="accounts_user_end_sessions"
            ),
            path("<uuid:person_id>/release/", view(self.release), name="accounts_user_release"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """May the asker write anything of what the form holds?"""
        return any(self.allows(request, act, obj) for act in ChangePersonForm.NEEDS.values())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        form = ChangePersonForm if change else NewPersonForm
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            groups = ("groups",) if chooses_groups(asker(request)) else ()
            return [(None, {"fields": ("username", "display_name", "role", *groups, "new_password")})]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ("display_name", "role", "is_active")})]
        return [(None, {"fields": ("display_name", "is_active", "role", "groups", "new_password")})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        password = form.cleaned_data.get("new_password")
        if not change:
            groups = form.cleaned_data.get("groups", ())
            obj.pk = self._create(obj, password or None, groups=groups, actor=asker(request)).pk
            return
        # Only what was written: a whole save would bring back an epoch, and so sessions, that ended meanwhile.
        lock_user(obj.pk, actor=asker(request))
        obj.save(update_fields=[name for name in ("display_name", "role") if name in form.changed_data])
        if password:
            set_password(obj, password, actor=asker(request))
            if obj == asker(request):
                proven.stay_signed_in(request)
        if "is_active" in form.changed_data:
            change_of = services.enable if obj.is_active else services.disable
            change_of(obj, actor=asker(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        if change:
            form.instance.member_groups.set(form.cleaned_data["groups"])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        person = kwargs.get("obj")
        if person is not None:
            context |= {
                "ways": ways_in.listed(asker(request), person),
                "help": ways_in.help_for(asker(request), person),
                "may_release": person.blocked_at is not None
                and may(asker(request), Act.RELEASE_PERSON, on=person),
                "may_end_sessions": may(asker(request), Act.END_SESSIONS, on=person),
                "cannot_open_portal": may(person, Act.OPEN_PORTAL) and not is_within_reach(TO_READ, person),
            }
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
        return ways_in.help_page(request, person, act, frame=self.admin_site.each_context(request))

    def remove_way(self, request: HttpRequest, person_id: object, key: str, row_id: str) -> HttpResponse:
        person = self.person_for(Act.REMOVE_METHOD, request, person_id)
        frame = self.admin_site.each_context(request)
        return ways_in.remove_page(request, person, key=key, row_id=row_id, frame=frame)

    def end_sessions(self, request: HttpRequest, person_id: object) -> HttpResponse:
        person = self.person_for(Act.END_SESSIONS, request, person_id)
        if request.method == "POST":
            services.end_sessions(person, actor=asker(request), why="admin")
            messages.success(request, _("Every session of %(name)s has ended.") % {"name": person})
            return redirect("admin:accounts_user_change", person.pk)
        context = {**self.admin_site.each_context(request), "person": person}
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

    @admin.display(description=gettext_lazy("Name"), ordering="display_name")
    def person(self, person: User) -> str:
        name = person.display_name or person.username
        return (
            format_html("{} {}", name, badge(person.get_role_display())) if rights_of(person).acts else name
        )

    @admin.display(description=gettext_lazy("May sign in"), ordering="is_active")
    def may_sign_in(self, person: User) -> str:
        return badge(_("Blocked"), "badge-danger") if person.blocked_at else yes_or_no(person.is_active)

    @admin.display(description=gettext_lazy("Phone sign-in"), ordering="has_phone_sign_in")
    def phone_sign_in(self, person: Any) -> str:
        return yes_or_no(person.has_phone_sign_in)

    @admin.display(description=gettext_lazy("Last sign-in"), ordering="last_login")
    def last_sign_in(self, person: User) -> str:
        return moment(person.last_login, exact=True)


def usable_accounts_of(user: Any) -> QuerySet[Any]:
    """Accounts on phones by which a user signs in now."""
    return usable_accounts(user).filter(phone_sign_in=True).order_by()
