"""The password in its role as a way to prove oneself."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import MethodRow, PolicyPart, Stopping, VerificationMethod
from accounts.methods.proof import KNOW, Passed, Proves
from accounts.users.models import User
from accounts.ways.password.pages.help import HELP_ACTS
from accounts.ways.password.recovering import RECOVERY
from accounts.ways.password.settings import KEY, PasswordSettings, PasswordSettingsForm
from accounts.ways.password.stopping import bring_back, is_stopped, stop
from accounts.ways.password.verifying import is_taken

PROOF = Passed(key=KEY, factors=frozenset({KNOW}), amr=("pwd",))


def _has(user: User) -> bool:
    return user.has_usable_password() and is_taken(user)


def _held() -> Q:
    is_one = ~Q(password="") & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return is_one & (Q(password_is_temporary=False) | Q(temporary_until__gt=Now()))


def _rows(user: User) -> list[MethodRow]:
    if not (user.has_usable_password() or is_stopped(user)):
        return []
    return [
        MethodRow(
            KEY,
            _("Password"),
            id=KEY,
            detail=_detail(user),
            advice=_advice(user),
            is_usable=_has(user),
            is_stopped=is_stopped(user),
            change_url=reverse("password:change"),
        )
    ]


def _detail(user: User) -> str:
    if not user.password_is_temporary:
        return ""
    return _("Temporary") if is_taken(user) else _("Temporary, and its time is over")


def _advice(user: User) -> str:
    if is_stopped(user):
        return _("It was stopped, so it is not taken.")
    if not user.password_is_temporary:
        return ""
    if not is_taken(user):
        return _("It was temporary, and its time is over.")
    return _("An admin has set it: you choose another when you next sign in with it.")


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Password"),
    help=gettext_lazy("Use your password instead"),
    instead=gettext_lazy("Use your password instead"),
    asks=gettext_lazy("Sign in with your password"),
    if_known=gettext_lazy("Whoever it was knew your password. Change it, or ask your admin for a new one."),
    icon="components/icons/password.html",
    page="password:page",
    rank=50,
    proves=Proves(PROOF.factors),
    can_start=True,
    can_follow=True,
    recovery=RECOVERY,
    is_fallback=True,
    is_on_at_first=True,
    may_start_for=_has,
    is_registered_for=_has,
    held=_held,
    held_to_start=_held,
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    rows_for=_rows,
    add="password:change",
    may_add=lambda user: not user.has_usable_password(),
    stopping=Stopping(stop=stop, bring_back=bring_back),
    in_hand=lambda user, proof: [(KEY, KEY)],  # noqa: ARG005  the contract's signature
    help_acts=HELP_ACTS,
    policy=PolicyPart(
        title=gettext_lazy("Passwords"),
        help=gettext_lazy("Off: whoever has no other way needs a one-time link from you to sign in."),
        settings=PasswordSettings,
        fields=PasswordSettingsForm,
    ),
)
