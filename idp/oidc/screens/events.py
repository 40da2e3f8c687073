"""What people answer to screens, in words. That a screen asked is no event: any stranger can have one ask."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event

LET_IN = event("user:application:screen_let_in", _("Let another screen in"), told=False)
DENIED = event("user:application:screen_denied", _("Did not let another screen in"), told=False)
TAKEN_BACK = event(
    "user:application:screen_taken_back", _("Took back that another screen was let in"), told=False
)

name_details(
    screen_place=_("the screen was near"),
    screen_address=_("address of the screen"),
    screen_denied=_("because"),
)
explain("screen_denied", {"denied": _("they said so"), "wrong_number": _("the number was wrong too often")})
