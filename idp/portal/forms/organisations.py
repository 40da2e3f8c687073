"""Making an organisation with its domains and first admins, and changing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domains.staying import note_those_who_stay
from accounts.refusals import Refusal
from accounts.tenants.domains import kept_domain, new_domain, u_labels
from accounts.tenants.look_alikes import is_drawn_like
from accounts.tenants.models import Domain, Tenant
from accounts.tenants.resolve import canonical_username, domain_of
from accounts.users.models import User
from accounts.users.new_names import refuse_drawn_like, refuse_mixed

if TYPE_CHECKING:
    TenantForm = forms.ModelForm[Tenant]
else:
    TenantForm = forms.ModelForm  # at run time Django's class takes no type in brackets


class OrganisationForm(TenantForm):
    """A name, and the domains that its usernames end in."""

    asker: User  # set on the class that is made for one request

    domains = forms.CharField(
        label=gettext_lazy("Domains"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "One a line, for example nordljus.example. Whoever signs in with such a username belongs here, "
            "so write only what the organisation owns."
        ),
    )

    class Meta:
        model = Tenant
        fields = ("name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance._state.adding:
            domains = self.instance.domains.filter(is_verified=True)
            self.fields["domains"].initial = "\n".join(domain.shown for domain in domains)
            self.fields["domains"].required = not self.instance.is_personal
            if self.instance.pk == self.asker.tenant_id:
                self._lock_own_use()

    def clean_domains(self) -> list[str]:
        held = set(Domain.objects.filter(tenant=self.instance).values_list("name", flat=True))
        lines = _lines(self.cleaned_data["domains"])
        try:
            found = [kept if (kept := kept_domain(line)) in held else new_domain(line) for line in lines]
        except Refusal as refused:
            raise ValidationError(str(refused.public_text)) from refused
        names = list(dict.fromkeys(found))
        self._refuse_those_of_others([u_labels(name) for name in names if name not in held])
        self._keep_those_in_use(names)
        return names

    def save_domains(self) -> None:
        """Makes the tenant's verified domains what was written."""
        names = self.cleaned_data["domains"]
        self.instance.domains.exclude(name__in=names).delete()
        for name in names:
            Domain.objects.update_or_create(
                name=name, defaults={"tenant": self.instance, "is_verified": True}
            )
        note_those_who_stay(self.instance, *names)

    def _lock_own_use(self) -> None:
        """Nobody closes the organisation they are in: a link into a closed one would not open either."""
        self.fields["is_active"].disabled = True
        self.fields["is_active"].help_text = _(
            "You cannot close the organisation you are in. An operator of another one can."
        )

    def _refuse_those_of_others(self, names: list[str]) -> None:
        """One domain, however it is written, is one organisation's; so is whatever is drawn alike."""
        for other in Domain.objects.exclude(tenant=self.instance):
            if other.shown in names:
                raise ValidationError(
                    _("Another organisation has this domain: %(name)s") % {"name": other.shown}
                )
            alike = next((name for name in names if is_drawn_like(name, other.shown)), None)
            if alike is not None:
                raise ValidationError(
                    _("%(name)s looks the same as %(other)s, which another organisation has.")
                    % {"name": alike, "other": other.shown}
                )

    def _keep_those_in_use(self, names: list[str]) -> None:
        """People whose domain went would belong to another tenant at their next sign-in."""
        for domain in (
            self.instance.domains.exclude(name__in=names) if not self.instance._state.adding else ()
        ):
            if User.objects.filter(tenant=self.instance, username__endswith=f"@{domain.shown}").exists():
                raise ValidationError(
                    _("People still sign in with this domain: %(name)s") % {"name": domain.shown}
                )


class NewOrganisationForm(OrganisationForm):
    """An organisation ready to be handed over: its domains and whoever looks after it."""

    admins = forms.CharField(
        label=gettext_lazy("First admins"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "Usernames, one a line. You make each a one-time sign-in link on the next page."
        ),
    )
    phones_for_admins = forms.BooleanField(
        label=gettext_lazy("Phone sign-in for its admins"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Makes a group of the admins with phone sign-in on: they need it to open this portal. "
            "For everybody else it stays off until an admin turns it on."
        ),
    )

    class Meta:
        model = Tenant
        fields = ("name",)

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        for name in written.get("admins", []):
            if domain_of(name) not in written.get("domains", []):
                self.add_error(
                    "admins", _("This username ends in none of the domains: %(name)s") % {"name": name}
                )
        return written

    def clean_admins(self) -> list[str]:
        try:
            lines = _lines(self.cleaned_data["admins"])
            names = list(dict.fromkeys(map(canonical_username, lines)))
            for place, name in enumerate(names):
                refuse_mixed(name)
                refuse_drawn_like(name, names[:place])
        except Refusal as refused:
            raise ValidationError(str(refused.public_text)) from refused
        taken = User.objects.filter(username__in=names).values_list("username", flat=True)
        if taken:
            raise ValidationError(
                _("There is a user with this name already: %(names)s") % {"names": ", ".join(taken)}
            )
        return names


def _lines(written: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))
