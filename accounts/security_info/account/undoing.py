"""How what people change of their own account is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.security_info.account import events
from accounts.security_info.account.changing_address import take_back
from accounts.security_info.account.renaming import RENAMED
from accounts.undoing.registry import Undo, register, say_why_not


def say_how() -> None:
    """Says it of each of their events."""
    register(
        Undo(
            event=events.ADDRESS_CHANGED.tag,
            undo=take_back,
            what=_("Your mail address is the one before again."),
        )
    )
    say_why_not(
        events.ADDRESS_TAKEN_BACK.tag,
        _("To have the other address after all, sign in and change it once more at My account."),
    )
    say_why_not(
        RENAMED.tag, _("An admin did this. Ask them if it was wrong: your former name is kept for you.")
    )
    say_why_not(
        events.COPIED.tag,
        _("What was downloaded cannot be called back. Nothing in it opens your account."),
    )
