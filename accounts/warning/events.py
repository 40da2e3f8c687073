"""What is found by looking at many events, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("user:lockout", _("about people locked after wrong tries"))
LOCKED = event("user:lockout:begun", _("Locked for a while after wrong tries by strangers"), told=False)
kind("tenant:warning", _("about warnings"))
LOCKOUTS = event("tenant:warning:lockouts", _("Several people locked after wrong tries"), told=False)
name_details(people=_("people"))
