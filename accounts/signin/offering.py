"""Which way is offered first: the strongest, or what the person used last; a part of the policy (A12, A26).

And which others a page names beside it (F02).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.parts import TenantPart, settings_for
from accounts.policy.preference import Candidate, Likes, first_of
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "offering"


@dataclass(frozen=True, kw_only=True)
class OfferingSettings:
    """The settings of one tenant. Neither is safer: what is offered first takes nothing from what must be proven."""

    strongest_first: bool = False

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Both can be."""
        return {}


class OfferingForm(forms.Form):
    """The fields of OfferingSettings."""

    strongest_first = forms.BooleanField(
        label=_("offer the strongest way first"),
        required=False,
        help_text=_(
            "On: what proves most comes first, to begin with and as a second step. A browser not used before is shown "
            "the strongest that you have on, whether or not that person has it. Off: each browser begins with what its "
            "person used there last."
        ),
    )


PART = TenantPart(
    key=KEY,
    title=_("What is offered first"),
    help=_("The other ways stay one link away."),
    settings=OfferingSettings,
    fields=OfferingForm,
    rank=10,
)


def is_strongest_first(tenant: Tenant) -> bool:
    """Does this organisation offer the strongest way first?"""
    return settings_for(tenant, KEY, OfferingSettings).strongest_first


def preferred(methods: Iterable[VerificationMethod], likes: Likes) -> VerificationMethod:
    """Return the one of these methods, in order of rank, that is offered first."""
    ways = [Candidate(method.key, method.proves, is_spare=method.is_spare) for method in methods]
    return registry.get(first_of(ways, likes))


@dataclass(frozen=True)
class OtherWays:
    """What a page leads on to: `instead` is the other way it names, `are_more` whether a list has more than that.

    `on_this_device` is the first of them that is proven on the machine of the browser itself (A20).
    """

    instead: VerificationMethod | None
    are_more: bool
    on_this_device: VerificationMethod | None = None


def other_ways(ways: Sequence[VerificationMethod], *, but: str) -> OtherWays:
    """Of these ways those beside the one with this key (F02)."""
    others = [method for method in ways if method.key != but]
    # Most people have the fallback, so it is the one that is named; beside it, the best.
    named = sorted(
        others, key=lambda method: (not method.is_fallback, method.is_spare, method.proves.is_granted)
    )
    on_this_device = next((method for method in others if method.is_on_this_device), None)
    return OtherWays(named[0] if named else None, are_more=len(named) > 1, on_this_device=on_this_device)
