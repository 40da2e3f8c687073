"""What happens to personal accounts, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("user:personal_account", _("about personal accounts"))
SIGNED_UP = event("user:personal_account:made", _("Personal account made"), told=False)
CLOSED = event("user:personal_account:closed", _("Personal account closed by its owner"), told=False)
REOPENED = event("user:personal_account:reopened", _("Closing taken back"), told=False)
DELETED = event("user:personal_account:deleted", _("Closed personal account removed"), told=False)
