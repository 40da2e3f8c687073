"""Ways to sign in that were asked for at sign-in: what happened, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind
from accounts.security_info.registering import campaign, requirement

kind("user:asked_to_add", _("about ways to sign in that are asked for"))
DONE = event("user:asked_to_add:done", _("Added what was asked for at sign-in"), told=False)
PUT_OFF = event("user:asked_to_add:put_off", _("Put off what was asked for at sign-in"), told=False)

name_details(left=_("times left"))
explain("owes", {requirement.KEY: requirement.PART.title, campaign.KEY: campaign.PART.title})
