"""Of whom two-step verification is asked, where it is on: of everybody, or of members of groups (E09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.policy.parts import TenantPart
from accounts.policy.rules import MethodRule
from accounts.policy.whom import Whom, but_not_for, only_for
from accounts.stored import read_stored
from accounts.tenants.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "two_step_groups"
# The page that shows it, with whether two steps are asked at all.
PAGE = "two_step"


@dataclass(frozen=True, kw_only=True)
class TwoStepGroups(Whom):
    """The settings of one tenant. None included: it is asked of everybody, which is the safest."""

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Any groups can be."""
        return {}


class TwoStepGroupsForm(forms.Form):
    """The fields of TwoStepGroups."""

    include = only_for()
    exclude = but_not_for()


PART = TenantPart(
    key=KEY,
    title=_("Two-step verification"),
    settings=TwoStepGroups,
    fields=TwoStepGroupsForm,
    rank=1,
    page=PAGE,
)


def two_step_rule(is_on: bool, kept: Mapping[str, Any]) -> MethodRule:  # noqa: FBT001  as the policy has it
    """Return of whom two steps are asked, as a rule that says whom it allows; `kept` are the parts of a policy.

    Where the groups cannot be read it is asked of everybody.
    """
    if not is_on:
        return MethodRule()
    return (read_stored(TwoStepGroups, kept.get(KEY, {})) or TwoStepGroups()).rule


def is_for_all(rule: MethodRule) -> bool:
    """Is it asked of everybody, without a look at anybody's groups?"""
    return rule.is_on and rule.for_everyone and not rule.exclude


def without_groups(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a policy as if no group were named here: asked of everybody or of nobody."""
    return {key: settings for key, settings in kept.items() if key != KEY}
