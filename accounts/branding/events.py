"""What happens to logos, in words; that one is chosen is a change of the policy."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("tenant:logo", _("about logos"))
ADDED = event("tenant:logo:added", _("Logo added"), told=False)
REMOVED = event("tenant:logo:removed", _("Logo removed"), told=False)
name_details(logo=_("logo"))
