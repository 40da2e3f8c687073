"""The pass in its role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.methods.contract import HelpAct, MethodRow, PolicyPart, Stopping, VerificationMethod
from accounts.methods.proof import Passed, Proves
from accounts.policy.facts import method_rules
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import AccessPass, Standing
from accounts.ways.access_pass.pages.make import make_page
from accounts.ways.access_pass.proving import FACTORS
from accounts.ways.access_pass.services import KEY
from accounts.ways.access_pass.settings import PassSettings, PassSettingsForm

WORDS = {
    Standing.NOT_BEGUN: gettext_lazy("Does not work yet"),
    Standing.VALID: gettext_lazy("Works now"),
    Standing.USED: gettext_lazy("Used"),
    Standing.ENDED: gettext_lazy("Ended"),
}


def _stands(user: User, proof: Passed) -> bool:
    """The very pass that was given must still be there, and its time not over; one that works once was used by it."""
    return services.unended().filter(user=user, pk=int(proof.by or 0)).exists()


def _only_adds(user: User, proof: Passed) -> bool:
    """As was decided when it was used; and since, if the policy has become narrower."""
    return proof.only_adds or services.pass_settings(method_rules(user.tenant)).only_adds


def _rows(user: User) -> list[MethodRow]:
    return [_row(one) for one in AccessPass.objects.filter(user=user)]


def _row(one: AccessPass) -> MethodRow:
    standing = one.standing(clock.now())
    return MethodRow(
        key=KEY,
        label=_("Temporary Access Pass"),
        id=str(one.pk),
        detail=render_to_string(
            "accounts/ways/access_pass_times.html",
            {"one": one, "words": WORDS[standing], "standing": standing},
        ),
        is_usable=standing is Standing.VALID,
        added_at=one.made_at,
        last_used_at=one.used_at,
    )


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Temporary Access Pass"),
    help=gettext_lazy("Letters and digits you were given, for a while"),
    instead=gettext_lazy("Use a pass instead"),
    asks=gettext_lazy("Sign in with a pass"),
    if_known=gettext_lazy("Whoever it was knew your pass. Ask your admin to remove it."),
    icon="components/icons/pass.html",
    page="access_pass:page",
    rank=80,
    proves=Proves(FACTORS, is_granted=True),
    can_start=True,
    may_start_for=lambda user: services.valid().filter(user=user).exists(),
    held_to_start=lambda: Exists(services.valid().filter(user=OuterRef("pk")).order_by()),
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    stands=_stands,
    only_adds=_only_adds,
    rows_for=_rows,
    remove=lambda person, _id, actor: services.remove(person, actor=actor),
    stopping=Stopping(stop=services.take_back),
    help_acts=(
        HelpAct(
            key="pass",
            label=gettext_lazy("Make a pass"),
            help=gettext_lazy(
                "Letters and digits that sign them in for a while, so that they can add a phone."
            ),
            act=Act.GRANT_PASS,
            page=make_page,
            is_open=services.may_have_one,
        ),
    ),
    policy=PolicyPart(
        title=gettext_lazy("Temporary Access Passes"),
        help=gettext_lazy("A pass gets somebody in for a while who has no other way yet, or has lost it."),
        settings=PassSettings,
        fields=PassSettingsForm,
    ),
)
