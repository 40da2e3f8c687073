"""The strengths that every organisation has, with their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.methods.proof import KNOW
from accounts.policy.need import Strength

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class BuiltIn:
    """A strength that is there: `label` is what it is called, `help` what it takes, `asks` says so to its person."""

    strength: Strength
    label: StrOrPromise
    help: StrOrPromise
    asks: StrOrPromise


TWO_STEP = BuiltIn(
    Strength("two_step", factors=2),
    _("Two-step"),
    _("Two different steps, such as a password and a code, or one way that is two steps by itself."),
    _("two different steps"),
)
PASSWORDLESS = BuiltIn(
    Strength("passwordless", factors=2, without=frozenset({KNOW})),
    _("Passwordless"),
    _("Two steps, none of which is a password: phone sign-in, or a passkey."),
    _("two steps, neither of them a password"),
)
PHISHING_RESISTANT = BuiltIn(
    Strength("phishing_resistant", factors=2, is_phishing_resistant=True),
    _("Phishing-resistant"),
    _("Two steps, with one that no fake site can ask for: a passkey."),
    _("a way that no fake site can ask for, such as a passkey"),
)
# What an application is marked with that cannot take phone sign-in (A14).
WITH_PASSWORD = BuiltIn(
    Strength("with_password", factors=2, begun_by=frozenset({KNOW})),
    _("Password and a second step"),
    _(
        "The password first, then another step, whatever else people sign in with: for an application that cannot take "
        "phone sign-in."
    ),
    _("your password, and then another step"),
)
# The weakest first, as a session reaches them.
REACHED = (TWO_STEP, PASSWORDLESS, PHISHING_RESISTANT)
BUILT_IN: dict[str, BuiltIn] = {one.strength.key: one for one in (*REACHED, WITH_PASSWORD)}
