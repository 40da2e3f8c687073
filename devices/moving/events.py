"""What happens to a move, in words, for each person whose account is on the phone."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("user:move", _("about moves to a new phone"))
BEGUN = event("user:move:begun", _("Move to a new phone begun"), told=False)
CLAIMED = event("user:move:claimed", _("A new phone took the code of a move"), told=False)
CLAIMED_AGAIN = event(
    "user:move:claimed_again",
    _("A second phone tried the code of a move"),
    told=True,
    to_person=_("A second phone tried the code with which you move to a new one"),
)
CONFIRMED = event(
    "user:move:confirmed",
    _("Move to a new phone confirmed on the old one"),
    told=True,
    to_person=_("You confirmed on your phone that your account moves to a new one"),
)
STOPPED = event(
    "user:move:stopped",
    _("Move to a new phone stopped"),
    told=True,
    to_person=_("A move to a new phone was stopped on your phone"),
)
