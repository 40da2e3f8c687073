"""What happens to API tokens, in words. What is done by one says so itself (accounts.audit.means)."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import event, kind

kind("user:api_token", _("about API tokens"))
MADE = event(
    "user:api_token:made",
    _("API token made"),
    told=True,
    to_person=_("An API token was made in your name: a script can do with it what you may do"),
)
REVOKED = event("user:api_token:revoked", _("API token revoked"), told=False)
name_details(
    api_token=_("by API token"),
    token_name=_("API token"),
    scopes=_("scopes"),
)
