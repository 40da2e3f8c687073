"""What happens to API keys, in words. What is done by one says so itself (accounts.audit.origin)."""

from django.utils.translation import gettext_lazy as _

from accounts.api_tokens.scopes import SCOPES
from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

kind("user:api_token", _("about API keys"))
MADE = event(
    "user:api_token:made",
    _("API key made"),
    told=True,
    to_person=_("An API key was made in your name: a script can do with it what you may do"),
)
REVOKED = event("user:api_token:revoked", _("API key removed"), told=False)
name_details(
    script=_("script"),
    scopes=_("scopes"),
)
explain("scopes", {scope.key: scope.words for scope in SCOPES})
