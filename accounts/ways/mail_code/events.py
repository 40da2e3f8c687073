"""What happens to addresses for recovery, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("user:recovery_address", _("about mail for recovery"))
ADDED = event(
    "user:recovery_address:added",
    _("Mail address for recovery added"),
    told=True,
    to_person=_("A mail address for recovery was added to your account"),
)
REMOVED = event(
    "user:recovery_address:removed",
    _("Mail address for recovery removed"),
    told=True,
    to_person=_("The mail address for recovery was removed from your account"),
)
CODE_SENT = event("user:recovery_address:code_sent", _("Code sent by mail"), told=False)
