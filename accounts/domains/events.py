"""What happens to an organisation's domains, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("tenant:domain", _("about domains"))
CLAIMED = event("tenant:domain:claimed", _("Domain to be proven"), told=False)
PROVEN = event("tenant:domain:proven", _("Domain proven by its DNS record"), told=False)
REFUSED = event(
    "tenant:domain:refused",
    _("Domain not given: it is another organisation's, or looks like one"),
    told=False,
)
GIVEN_UP = event("tenant:domain:given_up", _("Proving a domain given up"), told=False)
REMOVED = event("tenant:domain:removed", _("Domain removed"), told=False)
name_details(domain=_("domain"), record=_("DNS record"))
