"""Alerts: what those who look after people must know, until one of them has dealt with it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.alerts.models import Alert
from accounts.alerts.services import settle
from accounts.alerts.words import known, noted
from accounts.audit.browser_names import of_origin
from accounts.templatetags.names import breakable
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.area import Area
from idp.portal.areas.cells import NOTHING, badge, moment
from idp.portal.areas.event_facts import facts_of
from idp.portal.areas.filters import DealtWithFilter
from idp.portal.gate import asker
from idp.portal.logs.sign_ins.around import around

# Details of an alert that its own page shows beside from where it came.
SHOWN = ("why", "requests", "shown", "kept", "stopped")


class AlertArea(Area):
    to_see = Act.SEE_ALERTS
    heading = gettext_lazy("Alerts")
    subtitle = gettext_lazy(
        "What people said was not them, or wrong, and what looks as if it was not them. Talk with them, then mark it "
        "as dealt with."
    )
    empty_text = gettext_lazy(
        "When somebody says that a sign-in or a request to their phone was not theirs, or that something is wrong with "
        "their account, or is asked again and again without approving, it appears here."
    )
    list_display = ("when", "person", "happened", "origin", "state")
    list_display_links = None
    list_filter = (DealtWithFilter,)
    list_select_related = ("user", "tenant", "settled_by")
    search_fields = ("user__username", "user__display_name")
    search_help_text = gettext_lazy("Name or username")
    ordering = ("-raised_at",)
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        listed = [url for url in super().get_urls() if url.name and url.name.endswith("_changelist")]
        look = self.admin_site.admin_view(self.look)
        return [path("<uuid:alert_id>/", look, name="accounts_alert_look"), *listed]

    def look(self, request: HttpRequest, alert_id: object) -> HttpResponse:
        """One alert with all that is known of it; a POST says that it is dealt with."""
        alert: Alert = self.get_object(request, str(alert_id))
        may_settle = may(asker(request), Act.SETTLE_ALERT, on=alert.user)
        if request.method == "POST":
            if not may_settle:
                raise PermissionDenied
            settle(alert, actor=asker(request))
            messages.success(request, _("Marked as dealt with."))
            return redirect("admin:accounts_alert_changelist")
        context = {
            **self.admin_site.each_context(request),
            "alert": alert,
            "noted": noted(alert),
            "known": known(alert),
            "facts": facts_of({name: alert.details[name] for name in SHOWN if name in alert.details}),
            "around": around(alert.user, alert.raised_at, asker=asker(request)),
            "may_block": may(asker(request), Act.BLOCK_NETWORK, on=alert.tenant),
            "may_stop": may(asker(request), Act.RELEASE_PERSON, on=alert.user),
            "may_settle": may_settle and alert.settled_at is None,
            "may_release": alert.user.blocked_at is not None
            and may(asker(request), Act.RELEASE_PERSON, on=alert.user),
        }
        return render(request, "idp/portal/alert.html", context)

    def whose(self, obj: Any) -> User:
        person: User = obj.user
        return person

    @admin.display(description=gettext_lazy("When"))
    def when(self, alert: Alert) -> str:
        return moment(alert.raised_at)

    @admin.display(description=gettext_lazy("Who"))
    def person(self, alert: Alert) -> str:
        url = reverse("admin:accounts_user_change", args=[alert.user_id])
        return format_html('<a href="{}">{}</a>', url, breakable(alert.user))

    @admin.display(description=gettext_lazy("What"))
    def happened(self, alert: Alert) -> str:
        url = reverse("admin:accounts_alert_look", args=[alert.pk])
        return format_html('<a href="{}">{}</a>', url, alert.noted)

    @admin.display(description=gettext_lazy("From where"))
    def origin(self, alert: Alert) -> str:
        where = (of_origin(alert.details), alert.details.get("ip", ""))
        return " · ".join(part for part in where if part) or NOTHING

    @admin.display(description=gettext_lazy("State"))
    def state(self, alert: Alert) -> str:
        if alert.user.blocked_at is not None:
            return badge(_("Sign-in blocked"), "badge-danger")
        if alert.settled_at is None:
            return badge(_("New"), "badge-warn")
        return badge(_("Dealt with"))
