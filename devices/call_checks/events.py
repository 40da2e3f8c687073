"""What happens to call checks, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("user:call_check", _("about callers who confirm on their phone"))
ASKED = event(
    "user:call_check:asked",
    _("Asked on the phone whether it is them who calls"),
    told=False,
    to_person=_("you were asked on your phone whether it is you who calls"),
)
CONFIRMED = event(
    "user:call_check:confirmed",
    _("Confirmed on the phone that it is them who calls"),
    told=False,
    to_person=_("you confirmed on your phone that it is you who calls"),
)
NOT_CONFIRMED = event(
    "user:call_check:not_confirmed",
    _("Did not confirm on the phone that it is them who calls"),
    told=False,
    to_person=_("you did not confirm on your phone that it is you who calls"),
)
# Not "request": of those the log has one event for each move, and no other.
name_details(result=_("what came of it"), question=_("request"))
