"""What happens to passes, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind
from accounts.ways.access_pass.models import Standing

kind("user:access_pass", _("about passes"))
MADE = event(
    "user:access_pass:made",
    _("Temporary Access Pass made"),
    told=True,
    to_person=_("A Temporary Access Pass was made, with which you can sign in"),
)
USED = event(
    "user:access_pass:used",
    _("Temporary Access Pass used"),
    told=True,
    to_person=_("Your Temporary Access Pass was used"),
)
REMOVED = event(
    "user:access_pass:removed",
    _("Temporary Access Pass removed"),
    told=True,
    to_person=_("Your Temporary Access Pass was removed"),
)

name_details(works_from=_("works from"), works_until=_("works until"), works_once=_("works once"))
explain("works_once", {"once": _("yes"), "again": _("no, again and again")})
WRONG = "wrong_pass"
# Why a sign-in was refused.
explain(
    "reason",
    {
        WRONG: _("wrong pass"),
        f"pass_{Standing.NOT_BEGUN}": _("the pass does not work yet"),
        f"pass_{Standing.USED}": _("the pass was used before"),
        f"pass_{Standing.ENDED}": _("the pass has ended"),
    },
)
