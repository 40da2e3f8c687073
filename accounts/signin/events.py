"""Sign-ins in the audit log: their events in words, and the latest of each method."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind
from accounts.audit.models import AuditEvent
from accounts.users.models import User

kind("user:sign_in", _("about sign-ins"))
SIGNED_IN = event("user:sign_in:succeeded", _("Signed in"), told=False)
PROVEN_BY_ADDING = event("user:sign_in:proven_by_adding", _("Proven by what was just added"), told=False)
SIGN_IN_REFUSED = event("user:sign_in:refused", _("Sign-in refused"), told=False)

UNLOCKED = event("user:sign_in:unlocked", _("Wrong tries forgotten by an admin"), told=True)
# Why a sign-in was asked for less than its organisation asks.
REMEMBERED = "remembered_here"

name_details(
    acr=_("strength"),
    address=_("address"),
    amr=_("proofs"),
    browser=_("browser"),
    method=_("by"),
    methods=_("by"),
    reason=_("because"),
    username=_("username"),
)
explain(
    "acr",
    {
        "one_step": _("one step"),
        "two_step": _("two steps"),
        "passwordless": _("two steps, without a password"),
        "phishing_resistant": _("two steps that no fake site can ask for"),
    },
)
explain("reason", {REMEMBERED: _("the second step is not asked on this browser for a while")})
explain("amr", {"mfa": _("two factors")})


def last_sign_ins(user: User) -> dict[str, AuditEvent]:
    """For each method, the user's latest sign-in by it among the last hundred."""
    latest: dict[str, AuditEvent] = {}
    for row in AuditEvent.objects.filter(subject=user, tag=SIGNED_IN.tag)[:100]:
        for method in row.details.get("methods", ()):
            latest.setdefault(method, row)
    return latest
