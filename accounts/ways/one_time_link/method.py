"""A one-time link: granted by an operator or admin, signs one person in once, so that they can add a phone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.methods.contract import HelpAct, Stopping, VerificationMethod
from accounts.methods.proof import Proves
from accounts.users.roles import Act
from accounts.ways.one_time_link.granting import grant_page
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.one_time_link.services import KEY, PROOF, take_back

METHOD = VerificationMethod(
    key=KEY,
    label=_("One-time link"),
    help=_("Open the link you were given"),
    icon="components/icons/key.html",
    rank=90,
    proves=Proves(PROOF.factors, is_granted=True),
    stands=lambda user, proof: OneTimeLink.objects.filter(user=user, pk=int(proof.by or 0)).exists(),
    stopping=Stopping(stop=take_back),
    help_acts=(
        HelpAct(
            key="one-time-link",
            label=_("Make a one-time sign-in link"),
            help=_("For a first sign-in, or when a phone is lost. Works once, within an hour."),
            act=Act.GRANT_LINK,
            page=grant_page,
        ),
    ),
)
