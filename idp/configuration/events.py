"""That a file was brought in; what changed by it, the events of each verb say."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("tenant:configuration", _("about settings from a file"))
BROUGHT_IN = event("tenant:configuration:brought_in", _("Settings brought in from a file"), told=False)
