"""What an admin writes on the policy page, and what cannot be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.rules import MethodRule
from accounts.users.models import Group
from accounts.ways.password.method import METHOD as PASSWORD
from devices.phones.services import METHOD_KEY
from idp.portal.policy.ways_in import EVERYONE, GROUPS, OFF, Wanted, problems

if TYPE_CHECKING:
    TenantPolicyForm = forms.ModelForm[TenantPolicy]
else:
    TenantPolicyForm = forms.ModelForm  # at run time Django's class takes no type in brackets

PROBLEMS = {
    "no_way_in": gettext_lazy(
        "With neither phone sign-in nor passwords nobody could sign in. Keep one of them on."
    ),
    "some_without_way_in": gettext_lazy(
        "Without passwords, whoever has no phone sign-in could not sign in. Turn it on for everyone, "
        "with no group left out, or keep passwords on."
    ),
    "two_step_needs_phone": gettext_lazy(
        "Two-step verification needs phone sign-in for everyone, with no group left out: "
        "a password alone is one step."
    ),
}


class PolicyForm(TenantPolicyForm):
    """The tenant's policy and, of its methods, phone and password."""

    phone_for = forms.ChoiceField(
        label=gettext_lazy("Phone sign-in"),
        choices=(
            (OFF, gettext_lazy("Off: nobody is offered it")),
            (GROUPS, gettext_lazy("For chosen groups")),
            (EVERYONE, gettext_lazy("For everyone")),
        ),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A change counts at the next request, also for sign-ins under way."),
    )
    include = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Chosen groups"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Counts when phone sign-in is for chosen groups."),
    )
    exclude = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups left out"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their members never get it, even when another of their groups does."),
    )
    password_on = forms.BooleanField(
        label=gettext_lazy("Passwords"),
        required=False,
        help_text=gettext_lazy("Off: whoever has no phone needs a one-time link from you to sign in."),
    )

    class Meta:
        model = TenantPolicy
        fields = (
            "number_known",
            "number_new",
            "digits",
            "request_life_seconds",
            "show_application",
            "show_place",
            "unlock",
            "two_step",
        )
        widgets = {
            "number_known": forms.RadioSelect,
            "number_new": forms.RadioSelect,
            "digits": forms.RadioSelect,
            "unlock": forms.RadioSelect,
        }
        help_texts = {
            "number_known": gettext_lazy("A number to choose is quicker; typing it proves more."),
            "number_new": gettext_lazy("A stranger begins here, so ask for more."),
            "digits": gettext_lazy("Six digits cannot be guessed, and take longer."),
            "request_life_seconds": gettext_lazy("30 to 300. After this the page offers to ask again."),
            "show_application": gettext_lazy("Off: the phone does not say where the person signs in to."),
            "show_place": gettext_lazy("Off: the phone does not say where the request comes from."),
            "unlock": gettext_lazy(
                "The app's PIN is for phones without a lock of their own, and for trying things out."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant = self.instance.tenant
        groups = Group.objects.filter(tenant=self.tenant)
        for name in ("include", "exclude"):
            field: Any = self.fields[name]
            field.queryset = groups
        self._offer_only_what_is_possible()
        self._start_from(phone=self._row(METHOD_KEY), password=self._row(PASSWORD.key))

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("phone_for") == GROUPS and not written.get("include"):
            self.add_error("include", _("Choose at least one group, or turn phone sign-in off."))
        wanted = Wanted(
            phone_for=written.get("phone_for", OFF),
            has_excluded=bool(written.get("exclude")),
            password_on=bool(written.get("password_on")),
            two_step=bool(written.get("two_step")),
        )
        for problem in problems(wanted):
            self.add_error(None, PROBLEMS[problem])
        return written

    @property
    def phone_rule(self) -> MethodRule:
        """What phone sign-in would be; the form must be valid."""
        written = self.cleaned_data
        include = written["include"] if written["phone_for"] == GROUPS else ()
        return MethodRule(
            is_on=written["phone_for"] != OFF,
            for_everyone=written["phone_for"] == EVERYONE,
            include=frozenset(str(group.pk) for group in include),
            exclude=frozenset(str(group.pk) for group in written["exclude"]),
        )

    def _row(self, method: str) -> MethodPolicy | None:
        return MethodPolicy.objects.filter(tenant=self.tenant, method=method).first()

    def _offer_only_what_is_possible(self) -> None:
        impossible = {
            "number_new": {"approve"},
            "number_known": set() if self.tenant.is_personal else {"approve"},
        }
        for name, values in impossible.items():
            field: Any = self.fields[name]
            field.choices = [choice for choice in TenantPolicy.Number.choices if choice[0] not in values]

    def _start_from(self, *, phone: MethodPolicy | None, password: MethodPolicy | None) -> None:
        phone_for = OFF if phone is None or not phone.is_on else EVERYONE if phone.for_everyone else GROUPS
        self.initial["phone_for"] = phone_for
        self.initial["include"] = list(phone.include.all()) if phone else []
        self.initial["exclude"] = list(phone.exclude.all()) if phone else []
        self.initial["password_on"] = password is not None and password.is_on
