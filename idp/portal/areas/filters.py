"""Filters that read as sentences; each offers only what the asker may see."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tenants.models import Tenant
from accounts.users.access import seen_by
from accounts.users.models import Group
from accounts.users.roles import Act
from devices.phones.models import PhoneAccount
from idp.portal.gate import asker


class YesOrNo(SimpleListFilter):
    """A column that is true or false."""

    column = ""
    yes: Any = ""
    no: Any = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", self.yes), ("no", self.no)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        answers = {"yes": True, "no": False}
        return (
            queryset.filter(**{self.column: answers[self.value() or ""]})
            if self.value() in answers
            else queryset
        )


class AccountPhoneSignInFilter(YesOrNo):
    title = gettext_lazy("Phone sign-in")
    parameter_name = "phone_sign_in"
    column = "phone_sign_in"
    yes = gettext_lazy("with phone sign-in")
    no = gettext_lazy("without phone sign-in")


class PhoneStateFilter(SimpleListFilter):
    title = gettext_lazy("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in PhoneAccount.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class UnlockFilter(SimpleListFilter):
    """By what unlocks it (E20)."""

    title = gettext_lazy("Unlock")
    parameter_name = "unlock"
    NOTHING = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(mode or self.NOTHING, str(words)) for mode, words in PhoneAccount.UnlockMode.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.value()
        return queryset.filter(unlock_mode="" if asked == self.NOTHING else asked) if asked else queryset


class DealtWithFilter(SimpleListFilter):
    title = gettext_lazy("State")
    parameter_name = "dealt_with"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("still to be dealt with")), ("yes", _("dealt with"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_new = {"no": True, "yes": False}.get(self.value() or "")
        return queryset if is_new is None else queryset.filter(settled_at__isnull=is_new)


class GroupFilter(SimpleListFilter):
    title = gettext_lazy("Group")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), _("in %(group)s") % {"group": name}) for pk, name in _groups(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        known = {str(pk) for pk, _name in _groups(request)}
        return queryset.filter(member_groups=self.value()) if self.value() in known else queryset.none()


class OrganisationFilter(SimpleListFilter):
    """For whoever sees several."""

    title = gettext_lazy("Organisation")
    parameter_name = "organisation"
    tenant_path = "tenant"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Tenant.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(**{self.tenant_path: self.id_of(self.value())})

    @staticmethod
    def id_of(written: str | None) -> uuid.UUID:
        """What is not an id matches nobody's."""
        try:
            return uuid.UUID(written or "")
        except ValueError:
            return uuid.UUID(int=0)


class PhoneOrganisationFilter(OrganisationFilter):
    tenant_path = "user__tenant"


def _groups(request: HttpRequest) -> list[tuple[int, str]]:
    groups = seen_by(asker(request), Group.objects.all(), act=Act.SEE_GROUPS)
    return list(groups.values_list("pk", "name"))
