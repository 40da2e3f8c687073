"""The code generator in its role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import HelpAct, Leftovers, MethodRow, PolicyPart, Stopping, VerificationMethod
from accounts.methods.proof import HAVE, Passed, Proves
from accounts.policy.facts import allowance_of
from accounts.users.models import User
from accounts.users.roles import Act
from devices.code_generators.models import CodeGenerator
from devices.code_generators.pages.activating import activate_page
from devices.code_generators.pages.giving import give_page
from devices.code_generators.services import (
    KEY,
    bring_back,
    generators_of,
    remove,
    stop,
    unspent_generators_of,
)

PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",))


def _stands(user: User, proof: Passed) -> bool:
    """The very one that gave the code must still be there (T08)."""
    return any(one.persistent_id == proof.by for one in generators_of(user).filter(stopped_at=None))


def _rows(user: User) -> list[MethodRow]:
    return [
        MethodRow(
            key=KEY,
            id=str(one.pk),
            label=_("Code generator"),
            detail=_("Serial number %(number)s") % {"number": one.name},
            advice=_advice(one),
            is_usable=not one.is_spent and one.stopped_at is None,
            is_stopped=one.stopped_at is not None,
            added_at=one.created_at,
            last_used_at=one.last_used_at,
            called=_("Code generator %(number)s") % {"number": one.name},
            what_ends=_(
                "Its codes will no longer be taken, and only your admin can hand it out again. Give it back to them."
            ),
        )
        for one in generators_of(user)
    ]


def _advice(one: CodeGenerator) -> str:
    if one.stopped_at is not None:
        return _("It was stopped, so its codes are not taken.")
    spent = _("Its codes are taken no more: too many were wrong. Ask your admin to remove it.")
    return spent if one.is_spent else ""


def _remove(user: User, row_id: str, actor: User) -> None:
    for one in generators_of(user):
        if str(one.pk) == row_id:
            remove(one, actor=actor)


def _may_have_one(person: User) -> bool:
    return person.may_sign_in and person.tenant.is_active and allowance_of(person, KEY).is_allowed


def _has_one(person: User) -> bool:
    return _may_have_one(person) and CodeGenerator.standing(person).exists()


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Code generator"),
    help=gettext_lazy("A small thing that shows codes, handed out by your organisation"),
    instead=gettext_lazy("Use a code generator instead"),
    asks=gettext_lazy("Give a code of your code generator"),
    icon="components/icons/generator.html",
    page="code_generators:code",
    rank=35,
    proves=Proves(PROOF.factors),
    can_follow=True,
    is_registered_for=lambda user: unspent_generators_of(user).exists(),
    stands=_stands,
    held=lambda: Exists(unspent_generators_of(OuterRef("pk")).order_by()),
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    rows_for=_rows,
    add="code_generators:add",
    remove=_remove,
    stopping=Stopping(stop=stop, bring_back=bring_back),
    help_acts=(
        HelpAct(
            key="give-code-generator",
            label=gettext_lazy("Hand out a code generator"),
            help=gettext_lazy(
                "For whoever has no phone for it. You need its serial number and its secret key."
            ),
            act=Act.GIVE_METHOD,
            page=give_page,
            is_open=_may_have_one,
        ),
        HelpAct(
            key="activate-code-generator",
            label=gettext_lazy("Activate or set right"),
            help=gettext_lazy("By a code that it shows, or by two in a row when its clock has gone astray."),
            act=Act.GIVE_METHOD,
            page=activate_page,
            is_open=_has_one,
        ),
    ),
    policy=PolicyPart(
        title=gettext_lazy("Code generators"),
        help=gettext_lazy(
            "Small things that show codes, as a second step after a password. You hand them out."
        ),
        leftovers=Leftovers(
            standing=lambda tenant: CodeGenerator.objects.filter(tenant=tenant).select_related("user"),
            remove=lambda generator, actor: remove(generator, actor=actor),
        ),
    ),
)
