"""What happens to a policy, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("tenant:policy", _("about policies"))
CHANGED = event("tenant:policy:changed", _("Policy changed"), told=False)
kind("tenant:network", _("about networks"))
NETWORK_BLOCKED = event("tenant:network:blocked", _("Network blocked"), told=False)
NETWORK_RELEASED = event("tenant:network:released", _("Network released"), told=False)
