"""That somebody looked at what a person would be asked: it tells of that person."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("user:what_if", _("about What if"))
LOOKED_AT = event("user:what_if:looked_at", _("Looked at what they would be asked at sign-in"), told=False)
