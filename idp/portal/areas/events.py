"""The audit log, to be read: newest first, found by kind and by person."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.events import declared_kinds, sentence_of
from accounts.audit.models import AuditEvent
from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from accounts.users.access import users_seen_by
from accounts.users.roles import Act
from idp.portal.area import Area
from idp.portal.areas.cells import NOTHING, moment
from idp.portal.areas.event_facts import facts_of
from idp.portal.gate import asker

if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator  # at run time Django's class takes no type in brackets


# One line of the filter stands for every kind of event that concerns no person.
WHOLE = "tenant:"


class KindFilter(SimpleListFilter):
    title = gettext_lazy("What")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        lines = [(kind.key, str(kind.words)) for kind in declared_kinds()]
        whole = (WHOLE, _("about the organisation as a whole"))
        return [*sorted(lines, key=itemgetter(1)), whole]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        keys = [kind.key for kind in declared_kinds()]
        if self.value() == WHOLE:
            return queryset.filter(kind__in=[key for key in keys if key.startswith(WHOLE)])
        return queryset.filter(kind=self.value()) if self.value() in keys else queryset


class OnwardPaginator(Pages):
    """Counts no further than one row past the page asked for: the log only grows, and a whole count with it."""

    upto = 0

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        # In order, so that it walks the same index as the page: without, the database may read from the oldest on.
        counted: int = rows[: self.upto].count()
        return counted


class EventArea(Area):
    to_see = Act.SEE_LOG
    organisation_column = ("organisation",)
    heading = gettext_lazy("Audit log")
    subtitle = gettext_lazy("What happened, and who did it. Nothing here can be changed or removed.")
    empty_text = gettext_lazy("Every sign-in, request and change appears here as it happens.")
    list_display = ("when", "happened", "person", "by", "facts")
    list_display_links = None
    list_filter = (KindFilter,)
    list_select_related = ("subject", "actor", "tenant")
    search_fields = ("subject",)  # shows the box; get_search_results finds
    search_help_text = gettext_lazy("A person's whole username")
    ordering = ("-id",)
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if url.name and url.name.endswith("_changelist")]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows about this person or by them; the indexes serve it, since nobody searches parts of names here."""
        if not search_term:
            return queryset, False
        try:
            name = canonical_username(search_term)
        except Refusal:
            return queryset.none(), False
        person = users_seen_by(asker(request)).filter(username=name).first()
        if person is None:
            return queryset.none(), False
        return queryset.filter(Q(subject=person) | Q(actor=person)), False

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any
    ) -> OnwardPaginator:
        paginator = OnwardPaginator(queryset, per_page, *args, **kwargs)
        asked = request.GET.get("p", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
        paginator.upto = page * per_page + 1
        return paginator

    @admin.display(description=gettext_lazy("When"))
    def when(self, event: AuditEvent) -> str:
        return moment(event.at, exact=True)

    @admin.display(description=gettext_lazy("What"))
    def happened(self, event: AuditEvent) -> str:
        return format_html("{}<br><code>{}</code>", sentence_of(event.tag), event.tag)

    @admin.display(description=gettext_lazy("Person"))
    def person(self, event: AuditEvent) -> str:
        return str(event.subject) if event.subject else NOTHING

    @admin.display(description=gettext_lazy("By"))
    def by(self, event: AuditEvent) -> str:
        if event.actor_id == event.subject_id:
            return NOTHING
        return str(event.actor) if event.actor else NOTHING

    @admin.display(description=gettext_lazy("Organisation"))
    def organisation(self, event: AuditEvent) -> str:
        return str(event.tenant) if event.tenant else NOTHING

    @admin.display(description=gettext_lazy("Details"))
    def facts(self, event: AuditEvent) -> str:
        return format_html_join(" · ", "<span>{}: {}</span>", facts_of(event.details)) or NOTHING
