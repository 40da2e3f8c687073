"""What happens to webhooks, in words. That something was sent is no event: it would be sent in its turn."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("tenant:hook", _("about webhooks"))
MADE = event("tenant:hook:made", _("Webhook added"), told=False)
CHANGED = event("tenant:hook:changed", _("Webhook changed"), told=False)
SECRET_REPLACED = event("tenant:hook:secret_replaced", _("Secret of a webhook replaced"), told=False)
TURNED_OFF = event("tenant:hook:turned_off", _("Webhook turned off"), told=False)
TURNED_ON = event("tenant:hook:turned_on", _("Webhook turned on"), told=False)
GIVEN_UP = event(
    "tenant:hook:given_up", _("Webhook turned off, because its server took nothing for a day"), told=False
)
SENT_AGAIN = event("tenant:hook:sent_again", _("Events sent to a webhook again"), told=False)
REMOVED = event("tenant:hook:removed", _("Webhook removed"), told=False)
name_details(webhook=_("webhook"))
