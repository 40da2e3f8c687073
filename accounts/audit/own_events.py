"""What happens to the logs themselves."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

kind("tenant:log", _("about the logs"))
DROPPED = event("tenant:log:dropped", _("Old events of the log dropped"), told=False)
EXPORTED = event("tenant:log:exported", _("Log exported"), told=False)
RESTORED = event("tenant:log:restored", _("Database restored from a back-up"), told=False)
name_details(
    as_of=_("as it was at"),
    asked_for=_("chosen by"),
    count=_("how many"),
    format=_("as"),
    log=_("log"),
    up_to=_("up to"),
)
explain("log", {"sign_ins": _("sign-ins"), "audit": _("audit log"), "people": _("people")})
explain("format", {"csv": _("a table (CSV)"), "jsonl": _("JSON lines")})
