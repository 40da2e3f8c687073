"""Phones: which accounts stand on which phones; they can be removed, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.templatetags.names import breakable
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import KEY
from idp.portal.area import Area
from idp.portal.areas.cells import NOTHING, badge, moment, yes_or_no
from idp.portal.areas.filters import (
    AccountPhoneSignInFilter,
    PhoneOrganisationFilter,
    PhoneStateFilter,
    UnlockFilter,
)
from idp.portal.areas.ways_in import address_to_remove
from idp.portal.gate import asker
from idp.portal.onward import OnwardPaginator, onward


class PhoneArea(Area):
    to_see = Act.SEE_PHONES
    tenant_path = "user__tenant"
    organisation_column = ()
    organisation_filter = (PhoneOrganisationFilter,)
    heading = gettext_lazy("Phones")
    subtitle = gettext_lazy("Accounts on phones. People add theirs themselves, at Security info.")
    empty_text = gettext_lazy("Phones appear here when people have added them at Security info.")
    list_display = ("owner", "label", "platform", "state_shown", "unlock", "signs_in", "last_used")
    list_display_links = None
    list_filter = (PhoneStateFilter, UnlockFilter, AccountPhoneSignInFilter)
    list_select_related = ("user", "phone")
    search_fields = ("user__username", "user__display_name", "name")
    search_help_text = gettext_lazy("Owner or phone")
    # As an index has people in order: to sort all phones by when they were added takes seconds.
    ordering = ("user__username", "-created_at")
    sortable_by = ("owner",)

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), way_to_remove(asker(request)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A phone that has not passed its closing test belongs to nobody yet."""
        return super().get_queryset(request).filter(confirmed=True)

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any
    ) -> OnwardPaginator:
        return onward(request, queryset, per_page)

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if url.name and url.name.endswith("_changelist")]

    def tenant_of(self, obj: Any) -> Tenant:
        tenant: Tenant = obj.user.tenant
        return tenant

    def whose(self, obj: Any) -> User:
        owner: User = obj.user
        return owner

    @admin.display(description=gettext_lazy("Owner"), ordering="user__username")
    def owner(self, account: PhoneAccount) -> str:
        url = reverse("admin:accounts_user_change", args=[account.user_id])
        return format_html('<a href="{}">{}</a>', url, breakable(account.user))

    @admin.display(description=gettext_lazy("Phone"), ordering="name")
    def label(self, account: PhoneAccount) -> str:
        return str(account.name)

    @admin.display(description=gettext_lazy("Platform"), ordering="phone__platform")
    def platform(self, account: PhoneAccount) -> str:
        return str(account.phone.platform or NOTHING)

    @admin.display(description=gettext_lazy("State"))
    def state_shown(self, account: PhoneAccount) -> str:
        if account.is_usable:
            return badge(account.get_state_display(), "badge-good")
        shown = account if account.state != PhoneAccount.State.ACTIVE else account.phone
        return badge(
            shown.get_state_display(), "badge-danger" if shown.state == Phone.State.SUSPENDED else ""
        )

    @admin.display(description=gettext_lazy("Unlock"), ordering="unlock_mode")
    def unlock(self, account: PhoneAccount) -> str:
        return str(account.get_unlock_mode_display())

    @admin.display(description=gettext_lazy("Phone sign-in"), ordering="phone_sign_in")
    def signs_in(self, account: PhoneAccount) -> str:
        return yes_or_no(account.phone_sign_in)

    @admin.display(description=gettext_lazy("Last used"), ordering="last_used_at")
    def last_used(self, account: PhoneAccount) -> str:
        return moment(account.last_used_at)


def way_to_remove(user: User) -> Callable[[PhoneAccount], str]:
    """The last column, as it is for this asker: no way is shown that would be refused."""

    @admin.display(description=gettext_lazy("What you can do"))
    def remove(account: PhoneAccount) -> str:
        if account.state == PhoneAccount.State.ENDED or not may(user, Act.REMOVE_METHOD, on=account.user):
            return NOTHING
        url = address_to_remove(account.user, key=KEY, row_id=str(account.pk))
        return format_html('<a href="{}">{}</a>', url, _("Remove"))

    return remove
