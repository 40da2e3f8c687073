"""What happens to roots that vouch for passkeys, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("tenant:attestation_root", _("about roots that vouch for passkeys"))
ADDED = event("tenant:attestation_root:added", _("Root that vouches for passkeys added"), told=False)
REMOVED = event("tenant:attestation_root:removed", _("Root that vouches for passkeys removed"), told=False)

name_details(root=_("root"), fingerprint=_("fingerprint"), statement_format=_("kind of statement"))
