"""Who took note of an alert, in the audit log; what raised it records that itself."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("user:alert", _("about alerts"))
SEEN = event("user:alert:seen", _("Alert seen by its person"), told=False)
SETTLED = event("user:alert:settled", _("Alert dealt with by an admin"), told=False)
