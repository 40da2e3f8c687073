"""What an admin writes on one page of the policy, and what cannot be saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.policy.changing import Policy, settings_problems
from accounts.policy.ways_in import problems
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.portal.policy.sections import Section
from idp.portal.policy.strengths.effect import SHUTS_YOU_OUT, shuts_out
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
        "Two-step verification needs ways on for everyone of whom it is asked, with no group left out, that make two "
        "different steps."
    ),
}
WHOM = ("for", "include", "exclude")


def why_not(
    tenant: Tenant, wanted: Policy, *, stands: Policy | None = None, asker: User | None = None
) -> Iterator[tuple[str, StrOrPromise]]:
    """Yield what cannot be of a policy: the plain name of the setting, "" for none, and what is wrong and to do.

    Where a person saves it in the place of what `stands`, whether it would shut them out as well.
    """
    found = settings_problems(tenant, wanted)
    yield from found.items()
    for problem in problems(wanted):
        yield "", PROBLEMS[problem]
    if not found and stands is not None and shuts_out(asker, tenant, now=stands, wanted=wanted):
        yield "", SHUTS_YOU_OUT


class SectionForm(forms.Form):
    """One page of a tenant's policy; the rest of it stays as it stands. `asker` is the person who would save it."""

    is_judge = True  # of the whole policy, with what was written

    def __init__(
        self,
        section: Section,
        tenant: Tenant,
        stands: Policy,
        posted: Any = None,
        *,
        asker: User | None = None,
    ) -> None:
        super().__init__(posted)
        self.section = section
        self.tenant = tenant
        self.stands = stands
        self.asker = asker
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
        for field, text in self.section.missing(written).items():
            self.add_error(field, str(text))
        if self.is_judge and not self.errors:
            # Read before it is judged: what is wrong is no longer there to be read.
            before = dict(written)
            for name, text in why_not(self.tenant, self.wanted, stands=self.stands, asker=self.asker):
                field = self.section.field_of(name, before)
                elsewhere = f"{name_in_words(name)}: {text}" if name else str(text)
                self.add_error(*((field, str(text)) if field in self.fields else (None, elsewhere)))
        return written
