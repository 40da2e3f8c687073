"""What can be written of an application: when it is added, and of each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.whom import GroupsField
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.users.models import Group, User
from idp.oidc.applications.changing import as_it_stands, change
from idp.oidc.applications.models import LONGEST_NAME, Application
from idp.oidc.applications.settings.table import Wanted, row_called
from idp.portal.applications.parts.fields import check_addresses, field_of, with_help

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EVERYBODY, GROUPS = "everybody", "groups"
KINDS: dict[str, StrOrPromise] = {
    Application.Kind.WEB: gettext_lazy(
        "Its pages are made by a server of yours, which keeps a secret. Most applications are this."
    ),
    Application.Kind.SINGLE_PAGE: gettext_lazy(
        "Scripts in the browser alone, without a server: it has no secret."
    ),
    Application.Kind.NATIVE: gettext_lazy(
        "A program on a phone or a computer, also one for the command line: it has no secret."
    ),
    Application.Kind.SERVICE: gettext_lazy(
        "A program that calls other servers for itself. It has no redirect address, and no people use it."
    ),
}


def name_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("People read it when they sign in to it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the application a name.")},
    )


class WhoForm(forms.Form):
    """Who may use it: everybody, or members of groups. Of nobody in particular it is never everybody by mistake."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Who may use it"),
        widget=forms.RadioSelect,
        choices=(
            (EVERYBODY, gettext_lazy("Everybody of the organisation")),
            (GROUPS, gettext_lazy("Only members of these groups")),
        ),
        error_messages={"required": gettext_lazy("Choose who may use it.")},
    )
    groups = GroupsField(
        label=gettext_lazy("groups"),
        help_text=gettext_lazy(
            "Counts where only members may use it. Whoever leaves them stays out at once."
        ),
    )
    tenant: Tenant

    def belong_to(self, tenant: Tenant) -> None:
        self.tenant = tenant
        field: Any = self.fields["groups"]
        field.belong_to(tenant)

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("whom") == GROUPS and not written.get("groups") and "groups" not in self.errors:
            self.add_error("groups", _("Name at least one group, or nobody could use it."))
        return written

    @property
    def who(self) -> dict[str, Any]:
        """As `Wanted` has it."""
        is_for_everybody = self.cleaned_data["whom"] == EVERYBODY
        ids: Sequence[int] = () if is_for_everybody else self.cleaned_data["groups"]
        groups = Group.objects.filter(tenant=self.tenant, pk__in=ids)
        return {"is_for_everybody": is_for_everybody, "groups": tuple(groups.order_by("name"))}


class AddForm(WhoForm):
    """What it is, where its answers go, who may use it: all that must be known."""

    name = name_field()
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    redirect_uris = field_of(row_called("redirect_uris"), is_needed=True)

    def __init__(self, posted: Any = None, *, tenant: Tenant) -> None:
        super().__init__(posted, initial={"kind": Application.Kind.WEB.value})
        self.belong_to(tenant)
        kinds: Any = self.fields["kind"]
        labels = dict(Application.Kind.choices)
        kinds.choices = [(kind, with_help(labels[kind], told)) for kind, told in KINDS.items()]
        for name in ("redirect_uris", "whom"):
            self.fields[name].required = not self._is_of_a_service

    def clean_name(self) -> str:
        return _name(self)

    def clean(self) -> dict[str, Any]:
        if self._is_of_a_service:
            return self.cleaned_data
        written = super().clean()
        check_addresses(self, "redirect_uris", is_native=written.get("kind") == Application.Kind.NATIVE)
        return written

    @property
    def _is_of_a_service(self) -> bool:
        """To a service nobody signs in: of what stands there about that nothing counts."""
        return bool(self.data.get("kind") == Application.Kind.SERVICE)

    @property
    def wanted(self) -> Wanted:
        written = self.cleaned_data
        if written["kind"] == Application.Kind.SERVICE:
            return Wanted(name=written["name"], kind=written["kind"])
        return Wanted(
            name=written["name"], kind=written["kind"], redirect_uris=written["redirect_uris"], **self.who
        )


class PartForm(forms.Form):
    """The form of one part of an application that is there: shows how it stands, and saves what is written."""

    def __init__(self, posted: Any = None, *, application: Application) -> None:
        self.application = application
        super().__init__(posted, initial=self.stands(as_it_stands(application)))

    def stands(self, now: Wanted) -> dict[str, Any]:
        """What the fields show."""
        return {name: getattr(now, name) for name in self.base_fields}

    def save(self, *, actor: User) -> bool:
        """Make it so; False: it is so already. Raises CannotBeApplication."""
        return change(self.application, self.wanted, actor=actor)

    @property
    def wanted(self) -> dict[str, Any]:
        """What changes, as `Wanted` has it."""
        return self.cleaned_data


class NameForm(PartForm):
    name = name_field()

    def clean_name(self) -> str:
        return _name(self)


class PeopleForm(PartForm, WhoForm):
    def __init__(self, posted: Any = None, *, application: Application) -> None:
        super().__init__(posted, application=application)
        self.belong_to(application.tenant)

    def stands(self, now: Wanted) -> dict[str, Any]:
        whom = EVERYBODY if now.is_for_everybody else GROUPS
        return {"whom": whom, "groups": [group.pk for group in now.groups]}

    @property
    def wanted(self) -> dict[str, Any]:
        return self.who


def _name(form: forms.Form) -> str:
    name = shown(form.cleaned_data["name"], longest=LONGEST_NAME)
    if not name:
        raise ValidationError(form.fields["name"].error_messages["required"])
    return name
