"""What an admin writes on one page of the policy, and what cannot be saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.changing import GROUPS, Policy, settings_problems
from accounts.policy.ways_in import problems
from accounts.tenants.models import Tenant
from idp.portal.policy.sections import Section
from idp.portal.policy.words import name_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROBLEMS = {
    "no_way_in": gettext_lazy("Nobody could sign in: keep on one of the ways that a sign-in can begin with."),
    "some_without_way_in": gettext_lazy(
        "Some people could not sign in. Turn on for everyone, with no group left out, one of the ways that a "
        "sign-in can begin with."
    ),
    "two_step_out_of_reach": gettext_lazy(
        "Two-step verification needs ways on for everyone, with no group left out, that make two different steps."
    ),
}
WHOM = ("for", "include", "exclude")


def why_not(tenant: Tenant, wanted: Policy) -> Iterator[tuple[str, StrOrPromise]]:
    """Yield what cannot be of a policy: the plain name of the setting, "" for none, and what is wrong and to do."""
    yield from settings_problems(tenant, wanted).items()
    for problem in problems(wanted):
        yield "", PROBLEMS[problem]


class SectionForm(forms.Form):
    """One page of a tenant's policy; the rest of it stays as it stands."""

    is_judge = True  # of the whole policy, with what was written

    def __init__(self, section: Section, tenant: Tenant, stands: Policy, posted: Any = None) -> None:
        super().__init__(posted)
        self.section = section
        self.tenant = tenant
        self.stands = stands
        self.fields |= section.fields(tenant, stands)

    @property
    def whom(self) -> dict[str, forms.BoundField]:
        """Of a method whom it is for: "for", "include" and "exclude"; nothing of a part."""
        names = {name: f"{self.section.key}-{name}" for name in WHOM}
        return {name: self[field] for name, field in names.items()} if names["for"] in self.fields else {}

    @property
    def settings(self) -> dict[str, forms.BoundField]:
        """The other fields, by their own names."""
        whom = {field.name for field in self.whom.values()}
        return {name.rpartition("-")[2]: self[name] for name in self.fields if name not in whom}

    @property
    def wanted(self) -> Policy:
        """The policy with what was written; the form must be valid, or be about to be judged."""
        return self.section.wanted(self.stands, self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        key = self.section.key
        if (
            written.get(f"{key}-for") == GROUPS
            and f"{key}-include" in written
            and not written[f"{key}-include"]
        ):
            self.add_error(f"{key}-include", _("Choose at least one group, or turn it off."))
        if self.is_judge and not self.errors:
            # Read before it is judged: what is wrong is no longer there to be read.
            for name, text in why_not(self.tenant, self.wanted):
                field = name.replace(".", "-")
                elsewhere = f"{name_in_words(name)}: {text}" if name else str(text)
                self.add_error(*((field, str(text)) if field in self.fields else (None, elsewhere)))
        return written
