"""Why there is nothing to take back of what leaves nothing behind: a phone that came of it is told of by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.undoing.registry import say_why_not
from devices.approvals.reporting.alert import ALL
from devices.enrolment.events import CLAIMED_AGAIN
from devices.four_eyes import events as acts
from devices.moving import events as moves

REFUSED = _("That phone was refused. Nothing was added by it.")
SAID = _(
    "It was said on your phone. If not by you, somebody else has it: report it as lost at Security info."
)


def say_how() -> None:
    """Says it of each of their events."""
    say_why_not(CLAIMED_AGAIN.tag, REFUSED)
    say_why_not(moves.CLAIMED_AGAIN.tag, REFUSED)
    say_why_not(
        moves.CONFIRMED.tag,
        _("If a phone has been added since, a letter of its own tells of it, and takes it away."),
    )
    for nothing_done in (acts.DENIED, acts.EXPIRED, acts.FAILED):
        say_why_not(nothing_done.tag, _("Nothing was done. If you did not ask for it, end your sessions."))
    say_why_not(
        acts.AGREED.tag,
        _("It was done in your name and another's. What it changed is changed back in the portal."),
    )
    say_why_not(moves.STOPPED.tag, _("Nothing was moved. Start again on your phone if you want to move."))
    for reported in ALL:
        say_why_not(reported.event.tag, SAID)
