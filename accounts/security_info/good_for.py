"""What a thing that somebody has to sign in with is good for now, in words: by what its method says of itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.policy.facts import need_of
from accounts.policy.need import Need
from accounts.policy.rules import strongest
from accounts.security_info.held import Held
from accounts.users.models import User


def good_for(user: User, one: Held) -> list[str]:
    """Return sentences, the most important first."""
    if not one.is_usable:
        return [one.row.advice or _("It cannot be used now.")]
    told = [_use_of(user, one)]
    if one.signs_in and one.method.proves.is_phishing_resistant:
        told.append(_("It works on this site alone, so no fake site can ask for it."))
    if one.method.is_spare:
        told.append(_("It is for when your other ways are not at hand."))
    return [*told, one.row.advice] if one.row.advice else told


def _use_of(user: User, one: Held) -> str:
    if not one.signs_in:
        return _("It helps to replace a forgotten password. It signs nobody in.")
    if not one.may_start:
        return _("It can be asked as a second step, after something that a sign-in begins with.")
    need = need_of(user)
    if need is not None and _is_enough(need, one):
        return _("You can sign in with it alone.")
    return _("You can begin to sign in with it. One more step is asked then.")


def _is_enough(need: Need, one: Held) -> bool:
    return strongest([one.method.proves]).factors >= need.factors
