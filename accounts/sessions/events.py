"""What happens to a session, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event

# Of the kind that accounts.users.events declares: about ended sessions.
SESSION_ENDED = event("user:sessions:one_ended", _("Session ended"), told=False)
