"""Area: what every list and form of the portal keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _

from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.signin.wish import fill_in
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from idp.portal.areas.filters import OrganisationFilter
from idp.portal.gate import asker, written
from idp.portal.search import BoundedList

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
else:
    Admin = admin.ModelAdmin  # at run time Django's class takes no type in brackets

# What a change of these was, their own event says.
SAID_APART = frozenset({"mail_address"})


class Area(Admin):
    """One kind of thing in the portal.

    Rows out of the asker's reach do not exist here. Each change leaves one audit row with its actor. Pages carry
    no script: Django's own would break our Content-Security-Policy.
    """

    to_see: Act
    to_add: Act | None = None
    to_change: Act | None = None
    list_class: type[BoundedList] = BoundedList
    tenant_path = "tenant"
    events: Mapping[str, Event] = {}  # what it records when a row is added, changed or deleted
    # Whoever sees several organisations' rows is shown whose each is, and can choose one.
    organisation_column: tuple[str, ...] = ("tenant",)
    organisation_filter: tuple[Any, ...] = (OrganisationFilter,)
    heading: Any = ""  # the plural of the model where there is none
    subtitle: Any = ""
    empty_text: Any = ""
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def get_urls(self) -> list[URLPattern]:
        """Django's list, form and delete pages; its history page reads a log that is not kept here."""
        kept = ("_changelist", "_add", "_change", "_delete")
        return [url for url in super().get_urls() if url.name and url.name.endswith(kept)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only what the asker may see (T09, T23); every list, form, filter and action starts here."""
        rows = super().get_queryset(request)
        return seen_by(asker(request), rows, act=self.to_see, tenant_path=self.tenant_path)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedList]:
        return self.list_class

    def sees_several(self, request: HttpRequest) -> bool:
        return reach(asker(request), self.to_see) is Reach.EVERYWHERE

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        whose = self.organisation_filter if self.sees_several(request) else ()
        return [*whose, *self.list_filter]

    def get_list_display(self, request: HttpRequest) -> Any:
        whose = self.organisation_column if self.sees_several(request) else ()
        return (*self.list_display, *whose)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only our own filters: Django would let the address ask for any column, digests included (T23)."""
        return request is not None and lookup in {
            getattr(f, "parameter_name", None) for f in self.get_list_filter(request)
        }

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.allows(request, self.to_see, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.allows(request, self.to_add)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.allows(request, self.to_change, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def allows(self, request: HttpRequest, act: Act | None, obj: Model | None = None) -> bool:
        """May the asker do this here: to this row, or to any when none is named?"""
        return act is not None and may(asker(request), act, on=None if obj is None else self.whose(obj))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """A form that knows who asks, so that it can offer only what they may choose."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.asker = asker(request)  # the class was made for this request only
        fields = written(request)
        if fields is None:
            return form

        class FilledIn(form):  # made for this request only, likewise
            """The same form, showing what had been written into it."""

            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                fill_in(self, fields)

        return FilledIn

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        texts = {
            "title": self.heading or self.opts.verbose_name_plural,
            "subtitle": self.subtitle,
            "empty_text": self.empty_text,
        }
        return super().changelist_view(request, {**texts, **(extra_context or {})})

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002  Django's signature
    ) -> Any:
        """What changed, as details of the audit row: {field: [before, after]}. No form that changes holds a secret."""
        form.instance.is_as_it_was = not form.changed_data
        return {name: _change_of(form, name) for name in form.changed_data if name not in SAID_APART}

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.note(request, obj, "added")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if message:
            self.note(request, obj, "changed", changed=message)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """It is said to be changed only where something is: what waits for a second person is not."""
        if not obj.is_as_it_was:
            return super().response_change(request, obj)
        messages.info(request, _("Nothing was changed."))
        return self.response_post_save_change(request, obj)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self.note(request, obj, "deleted")

    def note(self, request: HttpRequest, obj: Any, happened: str, **details: Any) -> None:
        """One audit row, in the transaction of the change."""
        record(
            self.events[happened],
            tenant=self.tenant_of(obj),
            actor=asker(request),
            name=str(obj),
            **details,
        )

    def tenant_of(self, obj: Any) -> Tenant:
        tenant: Tenant = obj.tenant
        return tenant

    def whose(self, obj: Any) -> User | Tenant:
        """Whom an act on this row meets."""
        return self.tenant_of(obj)


def _change_of(form: Any, name: str) -> list[Any]:
    return [_in_words(form[name].initial), _in_words(form.cleaned_data.get(name))]


def _in_words(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | QuerySet):
        return sorted(str(part) for part in value)
    return str(value)
