"""What happens to jobs, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("tenant:job", _("about imports"))
BEGUN = event("tenant:job:begun", _("Import begun"), told=False)
DONE = event("tenant:job:done", _("Import done"), told=False)
CANCELLED = event("tenant:job:cancelled", _("Import cancelled"), told=False)
STOPPED = event("tenant:job:stopped", _("Import stopped"), told=False)

name_details(
    file_name=_("file"),
    rows=_("rows"),
    rows_added=_("added"),
    rows_changed=_("changed"),
    rows_refused=_("refused"),
)
