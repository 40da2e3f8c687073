"""Strengths as a part of the policy: kept, compared, put back and agreed to as every other."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.policy.parts import TenantPart
from accounts.policy.strengths.reachable import out_of_reach
from accounts.policy.strengths.settings import KEY, StrengthSettings
from accounts.policy.strengths.words import item_in_words


class StrengthWords(forms.Form):
    """What the settings are called; their pages write them in forms of their own (idp.portal.policy.strengths)."""

    sets = forms.CharField(label=_("own strengths"))
    applications = forms.CharField(label=_("for applications"))
    groups = forms.CharField(label=_("for groups"))


PART = TenantPart(
    key=KEY,
    title=_("Required strength"),
    help=_(
        "How strong a proof has to be for an application, or of members of groups whatever they sign in to. It is "
        "asked beside what is asked of everybody, never instead of it."
    ),
    settings=StrengthSettings,
    fields=StrengthWords,
    rank=5,
    problems=out_of_reach,
    item=item_in_words,
)
