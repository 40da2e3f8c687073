"""What happens to passkeys, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

kind("user:passkey", _("about passkeys"))
ADDED = event(
    "user:passkey:added", _("Passkey added"), told=True, to_person=_("A passkey was added to your account")
)
RENAMED = event("user:passkey:renamed", _("Passkey renamed"), told=False)
SUSPENDED = event(
    "user:passkey:suspended",
    _("Passkey stopped: there may be a copy of it"),
    told=True,
    to_person=_("A passkey of yours was stopped: there may be a copy of it"),
)
REMOVED = event(
    "user:passkey:removed",
    _("Passkey removed"),
    told=True,
    to_person=_("A passkey was removed from your account"),
)

name_details(passkey=_("passkey"), model=_("model"), made=_("how it was made"))
explain(
    "made",
    {
        "asked": _("at Security info"),
        "quietly": _("by the browser, after a password"),
        "with_phone": _("with the phone"),
    },
)
explain(
    "why",
    {"passkey_removed": _("a passkey was removed"), "passkey_copied": _("a passkey may have been copied")},
)
# Why a sign-in was refused.
explain(
    "reason",
    {"passkey_refused": _("the passkey was not taken"), "passkey_copied": _("the passkey may be a copy")},
)
explain("amr", {"pop": _("a passkey")})
