"""Adding a person, and changing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal
from accounts.tenants.models import Domain, Tenant
from accounts.tenants.names import one_form
from accounts.tenants.resolve import canonical_username, domain_of, tenant_of
from accounts.users.mail_address import canonical_mail_address
from accounts.users.models import Group, User
from accounts.users.new_names import refuse_deceptive
from accounts.users.roles import Act, Reach, may, reach, roles_given_by
from accounts.users.services import TEMPORARY_FOR
from accounts.ways.password.rules.checking import problems_of
from devices.four_eyes.choosing import is_needed
from idp.portal.forms.helped import warning_of
from idp.portal.forms.roles import choices_of
from idp.portal.people.members import BY_TWO

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm  # at run time Django's class takes no type in brackets

OPENS_PORTAL = gettext_lazy(
    "Everybody but a member opens this portal, always in two steps, such as with their phone."
)


TAKES_TWO = gettext_lazy(
    "Of a group that the policy names a second person agrees on their phone first, before somebody comes in or goes."
)
BEGINS_ANEW = gettext_lazy(
    "Everybody but a member opens this portal, always in two steps, such as with their phone. Whoever is given a role "
    "signs in anew, and links, passes and temporary passwords that were made for them before work no more."
)


class PersonForm(UserForm):
    """What adding and changing share: the roles the asker may give, and groups."""

    asker: User  # set on the class that is made for one request

    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Policies can be for chosen groups, or leave groups out."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields.get("role")
        if role is not None:
            offered = roles_given_by(self.asker) | {self.instance.role}
            role.choices = choices_of(offered)

    def offer_groups_of(self, tenant: Tenant) -> None:
        groups: Any = self.fields["groups"]
        groups.queryset = Group.objects.filter(tenant=tenant)
        if is_needed(BY_TWO, tenant):
            groups.help_text = f"{groups.help_text} {TAKES_TWO}"


class NewPersonForm(PersonForm):
    """A new person; the part of the username after @ decides whose they are.

    Where only one organisation can be meant, its domain is offered and its groups can be chosen.
    """

    new_password = forms.CharField(
        label=gettext_lazy("Temporary password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "display_name", "role")
        widgets = {"role": forms.RadioSelect}
        help_texts = {"role": OPENS_PORTAL}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password"].help_text = _(
            "They choose another when they sign in with it, within %(days)d days. Leave empty to hand over a one-time "
            "sign-in link instead."
        ) % {"days": TEMPORARY_FOR.days}
        self.domains = _domains_of(self.asker)
        self.fields["username"].help_text = _help_for(self.domains)
        if chooses_groups(self.asker):
            self.offer_groups_of(self.asker.tenant)
        else:
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        password, username = written.get("new_password"), written.get("username")
        if password and username:
            person = User(username=username, display_name=written.get("display_name", ""))
            problems = problems_of(password, user=person, tenant=self.instance.tenant)
            for problem in problems:
                self.add_error("new_password", problem)
        return written

    def clean_username(self) -> str:
        written = self.cleaned_data["username"]
        if self.domains and "@" not in one_form(written):
            written = f"{written}@{self.domains[0]}"
        try:
            username = canonical_username(written)
            self.instance.tenant = tenant_for(self.asker, username)
            refuse_deceptive(username, tenant=self.instance.tenant)
            refuse_deleted(username)
        except Refusal as refused:
            raise ValidationError(str(refused.public_text)) from refused
        return username


def tenant_for(asker: User, username: str) -> Tenant:
    """The tenant whose verified domain this is; a domain of somebody else's is answered like an unknown one."""
    tenant = tenant_of(username)
    domain = Domain.objects.filter(name=domain_of(username)).first()
    is_ours = tenant is not None and may(asker, Act.ADD_PERSON, on=tenant)
    is_theirs = tenant is not None and (tenant.is_personal if domain is None else domain.tenant == tenant)
    owner = domain.tenant if domain is not None and domain.is_verified else None
    stays_personal = (
        tenant is not None and tenant.is_personal and owner is not None and owner.shares_addresses
    )
    # Told to whoever has the domain alone: they give out its addresses.
    if stays_personal and owner is not None and owner.is_active and may(asker, Act.ADD_PERSON, on=owner):
        raise ValidationError(
            _("This address is somebody's personal account, which was here before the domain was yours.")
        )
    if tenant is None or not is_ours or not is_theirs:
        raise ValidationError(_("Usernames here end in a verified domain of the organisation."))
    return tenant


def refuse_deleted(username: str) -> None:
    """Whoever is deleted keeps their name while they can be restored: that is what is meant most of the time."""
    if User.objects.filter(username=username, goes_at__isnull=False).exists():
        raise ValidationError(
            _("Somebody with this username was removed. Restore them: they are among removed users.")
        )


class ChangePersonForm(PersonForm):
    """A person as they stand."""

    NEEDS: ClassVar[dict[str, Act]] = {
        "display_name": Act.CHANGE_PERSON,
        "mail_address": Act.CHANGE_PERSON,
        "groups": Act.CHANGE_PERSON,
        "role": Act.APPOINT,
    }

    class Meta:
        model = User
        fields = ("display_name", "mail_address", "role")
        widgets = {"role": forms.RadioSelect}
        help_texts = {
            "mail_address": gettext_lazy(
                "Letters about their sign-in go here. When it changes, the former one is told. Empty: none are sent."
            ),
            "role": BEGINS_ANEW,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_groups_of(self.instance.tenant)
        self.fields["groups"].initial = list(self.instance.member_groups.all())
        if "role" in self.fields and may(self.asker, Act.APPOINT, on=self.instance):
            self.fields["role"].help_text = f"{BEGINS_ANEW} {warning_of(self.instance)}".rstrip()
        for name in self.fields.keys() & self.NEEDS:
            self._lock_if_refused(name)

    def clean_mail_address(self) -> str:
        written: str = self.cleaned_data["mail_address"]
        if "mail_address" not in self.data:
            # A page from before there was such a field takes it from nobody.
            return self.instance.mail_address
        try:
            return canonical_mail_address(written) if written else ""
        except Refusal as refused:
            raise ValidationError(str(refused.public_text)) from refused

    def _lock_if_refused(self, name: str) -> None:
        """What the asker may not write is shown, and stays as it is whatever is sent."""
        if may(self.asker, self.NEEDS[name], on=self.instance):
            return
        self.fields[name].disabled = True
        if self.instance.pk == self.asker.pk:
            self.fields[name].help_text = _("You cannot change this for yourself. Another admin can.")


def chooses_groups(asker: User) -> bool:
    """May the asker put somebody new into groups, and is it clear of which organisation?"""
    return reach(asker, Act.CHANGE_PERSON) is Reach.OWN


def _domains_of(asker: User) -> list[str]:
    """The domains in which the usernames end that the asker makes; none where it may be those of any organisation."""
    if reach(asker, Act.ADD_PERSON) is not Reach.OWN:
        return []
    return [domain.shown for domain in asker.tenant.domains.filter(is_verified=True)]


def _help_for(domains: list[str]) -> str:
    if not domains:
        return _("Name and a verified domain of their organisation, with @ between.")
    first, *others = (f"@{domain}" for domain in domains)
    if not others:
        return _("The name is enough: %(ending)s is added.") % {"ending": first}
    return _("The name is enough: %(ending)s is added. Or write it in full, with %(others)s.") % {
        "ending": first,
        "others": ", ".join(others),
    }
