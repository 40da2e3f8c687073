"""How an account on a phone stands, in words: what it can do for its person, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import PhoneSettings

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`is_usable`: it can answer a request; `may_start`: one that begins a sign-in, too; `is_doubtful`: if at all."""

    words: StrOrPromise
    advice: StrOrPromise = ""
    is_usable: bool = False
    may_start: bool = False
    is_doubtful: bool = False


READY = Standing(words=_("Phone sign-in"), is_usable=True, may_start=True)
NOT_ENABLED = Standing(
    words=_("Notifications only"),
    advice=_("It does not sign you in yet: open the app on it and enable phone sign-in."),
    is_usable=True,
)
LOST = Standing(
    words=_("Reported lost"),
    advice=_("It can approve nothing, and neither its codes nor its passkey are taken."),
)
STOPPED = Standing(
    words=_("Stopped"),
    advice=_("It was stopped because something may be wrong with your account, so it can approve nothing."),
)
COPIED = Standing(
    words=_("Stopped"),
    advice=_(
        "A copy of its keys was used, so it can approve nothing. It has to be removed here and added anew."
    ),
)
SILENT = Standing(
    words=_("May have lost its keys"),
    advice=_(
        "It has not been heard of for long, or was opened without its keys. Open Handslag on it; if it says so too, "
        "remove it here and add it anew."
    ),
    is_usable=True,
    may_start=True,
    is_doubtful=True,
)
UNLOCK_REFUSED = Standing(
    words=_("Cannot approve"),
    advice=_(
        "Your organisation no longer takes the app's PIN. Remove it, and add it anew with the phone's own lock."
    ),
)
APP_REFUSED = Standing(
    words=_("Cannot approve"),
    advice=_(
        "Your organisation does not take the app on it. Remove it, and add it anew in the Handslag app."
    ),
)


def standing_of(account: PhoneAccount, *, settings: PhoneSettings, may_be_lost: bool) -> Standing:
    """How this account stands with these settings of its organisation; its `phone` must be loaded.

    `may_be_lost`: are there signs that its phone has lost its keys (living/silence.py)?
    """
    if account.state != PhoneAccount.State.ACTIVE:
        return LOST if account.lost_at else STOPPED
    if account.phone.state != Phone.State.ACTIVE:
        return COPIED
    modes = settings.modes_for(is_attested=account.unlock_attested)
    if account.unlock_mode and account.unlock_mode not in modes:
        return APP_REFUSED if account.unlock_mode == PhoneAccount.UnlockMode.HARDWARE else UNLOCK_REFUSED
    if may_be_lost:
        return replace(SILENT, may_start=account.phone_sign_in)
    return READY if account.phone_sign_in else NOT_ENABLED
