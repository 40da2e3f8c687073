"""What happens to code generators, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("user:code_generator", _("about code generators"))
GIVEN = event("user:code_generator:given", _("Code generator handed out"), told=True)
ACTIVATED = event("user:code_generator:activated", _("Code generator activated"), told=True)
CLAIMED = event("user:code_generator:claimed", _("Code generator claimed and activated"), told=True)
SET_RIGHT = event("user:code_generator:set_right", _("Clock of a code generator set right"), told=True)
SPENT = event(
    "user:code_generator:spent", _("Code generator spent: too many wrong codes in a row"), told=True
)
REMOVED = event("user:code_generator:removed", _("Code generator removed"), told=True)

kind("tenant:code_generator", _("about code generators of the organisation"))
KEPT = event(
    "tenant:code_generator:kept", _("Code generator put into the list of the organisation"), told=False
)
TAKEN_OUT = event(
    "tenant:code_generator:taken_out",
    _("Code generator taken out of the list of the organisation"),
    told=False,
)

name_details(generator=_("code generator"))
