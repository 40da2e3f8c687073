"""How an account on a phone stands, in words: what it can do for its person, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from devices.phones.models import Phone, PhoneAccount

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`is_usable`: it can answer a request; `may_start`: one that begins a sign-in, too."""

    words: StrOrPromise
    advice: StrOrPromise = ""
    is_usable: bool = False
    may_start: bool = False


READY = Standing(words=_("Phone sign-in"), is_usable=True, may_start=True)
NOT_ENABLED = Standing(
    words=_("Notifications only"),
    advice=_("It does not sign you in yet: open the app on it and enable phone sign-in."),
    is_usable=True,
)
LOST = Standing(
    words=_("Reported lost"),
    advice=_("It can approve nothing. Once you have it again, it has to be removed here and added anew."),
)
COPIED = Standing(
    words=_("Suspended"),
    advice=_(
        "A copy of its keys was used, so it can approve nothing. It has to be removed here and added anew."
    ),
)
UNLOCK_REFUSED = Standing(
    words=_("Cannot approve"),
    advice=_(
        "Your organisation no longer takes the app's PIN. Remove it, and add it anew with the phone's own lock."
    ),
)


def standing_of(account: PhoneAccount, *, unlock_modes: Collection[str]) -> Standing:
    """How this account stands where these modes of unlocking are taken; its `phone` must be loaded."""
    if account.state != PhoneAccount.State.ACTIVE:
        return LOST
    if account.phone.state != Phone.State.ACTIVE:
        return COPIED
    if account.unlock_mode and account.unlock_mode not in unlock_modes:
        return UNLOCK_REFUSED
    return READY if account.phone_sign_in else NOT_ENABLED
