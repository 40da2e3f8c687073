"""What happens to acts that need a second person, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("tenant:second_person", _("about what needs a second person"))
CHOSEN = event("tenant:second_person:chosen", _("What needs a second person changed"), told=False)
kind("user:asked_act", _("about acts that a second person agrees to"))
ASKED = event("user:asked_act:asked", _("Asked a second person to agree"), told=False)
WITHDRAWN = event("user:asked_act:withdrawn", _("Withdrew what a second person was asked"), told=False)
AGREED = event(
    "user:asked_act:agreed",
    _("A second person agreed on their phone"),
    told=True,
    to_person=_("A second person agreed to what you asked for"),
)
DENIED = event(
    "user:asked_act:denied",
    _("A second person denied"),
    told=True,
    to_person=_("A second person denied what you asked for"),
)
EXPIRED = event(
    "user:asked_act:expired",
    _("No second person agreed in time"),
    told=True,
    to_person=_("No second person agreed in time to what you asked for"),
)
FAILED = event(
    "user:asked_act:failed",
    _("Agreed to, and could not be done any more"),
    told=True,
    to_person=_("What you asked for was agreed to, and could not be done any more"),
)
name_details(asked_act=_("what"), whom=_("whom"), second=_("agreed by"), chosen=_("chosen"))
