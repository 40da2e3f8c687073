"""What can be written of an application: when it is added, and of each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.whom import GroupsField
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.users.models import Group, User
from idp.oidc.applications.addresses import LONGEST, MOST_ADDRESSES
from idp.oidc.applications.changing import as_it_stands, change
from idp.oidc.applications.models import LONGEST_NAME, Application
from idp.oidc.applications.services import Wanted
from idp.oidc.keys.services import ES256, RS256
from idp.portal.applications.parts.addresses import lines_of, problems_of

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
}
ALGORITHMS: dict[str, StrOrPromise] = {
    ES256: gettext_lazy("ES256, what to choose unless it cannot read that"),
    RS256: gettext_lazy("RS256, for older libraries"),
}


class AddressesField(forms.CharField):
    """Addresses, one a line; the form that has it reads them."""

    def __init__(self, **facts: Any) -> None:
        attrs = {"rows": 4, "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
        # No longer than all of them together could be.
        longest = MOST_ADDRESSES * (LONGEST + 2)
        super().__init__(max_length=longest, widget=forms.Textarea(attrs=attrs), **facts)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "\n".join(value)


def name_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("People read it when they sign in to it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the application a name.")},
    )


def redirects_field() -> AddressesField:
    return AddressesField(
        label=gettext_lazy("Redirect addresses"),
        help_text=gettext_lazy(
            "One a line, whole, letter for letter as the application sends them, such as "
            "https://app.example.org/callback. Its manual calls them redirect URI or callback URL."
        ),
        error_messages={"required": gettext_lazy("Name at least one redirect address.")},
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
    redirect_uris = redirects_field()

    def __init__(self, posted: Any = None, *, tenant: Tenant) -> None:
        super().__init__(posted, initial={"kind": Application.Kind.WEB.value})
        self.belong_to(tenant)
        kinds: Any = self.fields["kind"]
        labels = dict(Application.Kind.choices)
        kinds.choices = [(kind, _with_help(labels[kind], told)) for kind, told in KINDS.items()]

    def clean_name(self) -> str:
        return _name(self)

    def clean(self) -> dict[str, Any]:
        written = super().clean()
        _check_addresses(self, "redirect_uris", is_native=written.get("kind") == Application.Kind.NATIVE)
        return written

    @property
    def wanted(self) -> Wanted:
        written = self.cleaned_data
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


class AddressesForm(PartForm):
    redirect_uris = redirects_field()
    post_logout_uris = AddressesField(
        label=gettext_lazy("Addresses after signing out"),
        required=False,
        help_text=gettext_lazy("One a line. Where a browser may go after it signed out here. None: nowhere."),
    )

    def __init__(self, posted: Any = None, *, application: Application) -> None:
        super().__init__(posted, application=application)
        # One that asks phones, or lets screens in, may send nobody here.
        self.fields["redirect_uris"].required = not (application.may_ask or application.is_for_screens)

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("redirect_uris", "post_logout_uris"):
            _check_addresses(self, name, is_native=self.application.is_native)
        return written


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


class TokensForm(PartForm):
    id_token_alg = forms.ChoiceField(
        label=gettext_lazy("What it is told is signed by"),
        widget=forms.RadioSelect,
        choices=tuple(ALGORITHMS.items()),
        error_messages={"required": gettext_lazy("Choose one of these.")},
    )
    may_stay = forms.BooleanField(
        label=gettext_lazy("It may renew what it was given after its person has signed out (offline_access)"),
        required=False,
        help_text=gettext_lazy(
            "For what works on while nobody looks, such as a mail program or a script. For thirty days at most."
        ),
    )


def _name(form: forms.Form) -> str:
    name = shown(form.cleaned_data["name"], longest=LONGEST_NAME)
    if not name:
        raise ValidationError(form.fields["name"].error_messages["required"])
    return name


def _check_addresses(form: forms.Form, name: str, *, is_native: bool) -> None:
    """Read the lines of this field; each that cannot be is told beside it, with what to do."""
    if name not in form.cleaned_data:
        return
    addresses = lines_of(form.cleaned_data[name])
    form.cleaned_data[name] = addresses
    if len(addresses) > MOST_ADDRESSES:
        form.add_error(name, _("At most %(count)d addresses.") % {"count": MOST_ADDRESSES})
    elif problems := problems_of(addresses, is_native=is_native):
        form.add_error(name, problems)


def _with_help(label: StrOrPromise, help_text: StrOrPromise) -> SafeString:
    return format_html(
        '<span class="strong">{}</span><br><span class="quiet small">{}</span>', label, help_text
    )
