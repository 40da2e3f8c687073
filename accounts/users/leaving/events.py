"""What happens to people who leave, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("user:leaving", _("about people who leave"))
DELETED = event(
    "user:leaving:deleted", _("User removed"), told=True, to_person=_("Your account was removed by an admin")
)
RESTORED = event(
    "user:leaving:restored",
    _("Removed user restored"),
    told=True,
    to_person=_("Your account was restored: you may sign in again"),
)
GONE = event("user:leaving:gone", _("Removed user gone for good"), told=False)

name_details(goes_at=_("is removed for good"))
