"""Who looks after people's ways to sign in, they themselves or the admins: a part of the policy (E06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.proof import Passed
from accounts.policy.parts import TenantPart, settings_for
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "looking_after"


@dataclass(frozen=True, kw_only=True)
class LookingAfterSettings:
    """Neither is safer: whoever may change a way to sign in proves as much as it guards, whoever that is."""

    by_themselves: bool = True

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Both can be."""
        return {}


class LookingAfterForm(forms.Form):
    """The field of LookingAfterSettings."""

    by_themselves = forms.BooleanField(
        label=gettext_lazy("people look after their own ways to sign in"),
        required=False,
        help_text=gettext_lazy(
            "Off: you do it for them. They see what they have and are told to ask you; only who has just signed in by "
            "a one-time link or a pass of yours can add or remove. Reporting a phone lost, saying that something is "
            "wrong and ending sessions stay possible for everybody."
        ),
    )


PART = TenantPart(
    key=KEY,
    title=gettext_lazy("Security info"),
    help=gettext_lazy("Who adds, removes and puts in order what people sign in with."),
    settings=LookingAfterSettings,
    fields=LookingAfterForm,
    rank=20,
    is_for=lambda tenant: not tenant.is_personal,
)


class WaysLookedAfterByOthers(Refusal):
    """The organisation changes this for its people."""

    code = "looked_after_by_others"
    heading = gettext_lazy("This is done for you")
    status = 403

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(f"{tenant} looks after the ways to sign in of its people")
        self.public_text = _(
            "At %(organisation)s you do not add, change or remove your ways to sign in yourself. Ask %(helpers)s."
        ) % {"organisation": tenant.name, "helpers": tenant.helpers}


def looks_after_own(user: User, proofs: Iterable[Passed]) -> bool:
    """May this person, who has proven this, change their own ways in?

    Where admins do it: those who may do it for others, so that none of them is shut out, and whoever is signed in by
    what they handed out for it.
    """
    return (
        settings_for(user.tenant, KEY, LookingAfterSettings).by_themselves
        or any(proof.is_granted for proof in proofs)
        or may(user, Act.REMOVE_METHOD)
    )
