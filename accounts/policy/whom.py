"""Whom a part of the policy is about: everybody, or the members of groups (D06, E11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.parts import OfTenant
from accounts.policy.rules import MethodRule
from accounts.tenants.models import Tenant
from accounts.users.models import Group

MOST_GROUPS = 1000
MOST_TOLD = 10


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Settings that are about members of groups, by their ids: those of `include`, or all; never those of `exclude`."""

    include: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()

    @property
    def rule(self) -> MethodRule:
        """The same as a rule, which says whom it allows."""
        return MethodRule(
            is_on=True,
            for_everyone=not self.include,
            include=frozenset(map(str, self.include)),
            exclude=frozenset(map(str, self.exclude)),
        )


class GroupsField(OfTenant, forms.CharField):
    """Groups of one tenant, written by name, one a line, and kept by their ids; `groups` are those there are.

    An organisation may have thousands, so none is listed: a script makes a search of it
    (idp/static/idp/portal/groups.js).
    """

    groups: QuerySet[Group] = Group.objects.none()

    def __init__(self, **facts: Any) -> None:
        attrs = {
            "rows": 3,
            "spellcheck": "false",
            "autocapitalize": "none",
            "placeholder": gettext_lazy("Names of groups, one a line"),
            "data-groups": "",
        }
        super().__init__(required=False, widget=forms.Textarea(attrs=attrs), **facts)

    def belong_to(self, tenant: Tenant) -> None:
        self.groups = Group.objects.filter(tenant=tenant)

    def prepare_value(self, value: Any) -> Any:
        """The names of what is kept; what was written stays as it was."""
        if value is None or isinstance(value, str):
            return value
        return "\n".join(self.groups.filter(pk__in=value).order_by("name").values_list("name", flat=True))

    def clean(self, value: Any) -> Any:
        """Return the ids of the groups that were written, each as it is called or in other capitals."""
        names = {line.strip() for line in (super().clean(value) or "").splitlines()} - {""}
        if len(names) > MOST_GROUPS:
            raise ValidationError(
                _("At most %(count)d groups. Put their members into a group of their own.")
                % {"count": MOST_GROUPS}
            )
        found = dict(self.groups.filter(name__in=names).values_list("name", "pk"))
        unknown = names - found.keys()
        if unknown:
            alike = self.groups.annotate(low=Lower("name")).filter(low__in=[name.lower() for name in unknown])
            by_low = dict(alike.values_list("low", "pk"))
            found |= {name: by_low[name.lower()] for name in unknown if name.lower() in by_low}
        missing = sorted(names - found.keys())
        if missing:
            told = ", ".join(missing[:MOST_TOLD]) + (" …" if len(missing) > MOST_TOLD else "")
            raise ValidationError(_("Not a group of this organisation: %(names)s") % {"names": told})
        return sorted({*found.values()})


def only_for() -> GroupsField:
    """The field of `include`."""
    return GroupsField(
        label=gettext_lazy("only for these groups"),
        help_text=gettext_lazy("None chosen: it is for everyone."),
    )


def but_not_for() -> GroupsField:
    """The field of `exclude`."""
    return GroupsField(
        label=gettext_lazy("but not for these groups"),
        help_text=gettext_lazy("Their members never, even when another of their groups is chosen."),
    )
