"""The rows that Security info brings to its own menu."""

from django.utils.translation import gettext_lazy as _

from accounts.policy.strengths.applications import Application
from accounts.security_info.menu import MenuItem
from accounts.signin.door import OWN_WAYS, SECURITY_INFO

PLACES = (
    MenuItem("ways", _("Ways to sign in"), "security_info:methods", 10, icon="shield"),
    MenuItem("sign_ins", _("My sign-ins"), "security_info:sign_ins", 30, icon="clock"),
    MenuItem("sessions", _("Sessions"), "security_info:sessions", 40, icon="unlock"),
    MenuItem("wrong", _("Something is wrong"), "security_info:wrong", 90, icon="warning"),
    MenuItem("browsers", _("Browsers"), "security_info:browsers", 50, icon="browser"),
    MenuItem("account", _("My account"), "security_info:account", 70, icon="person"),
)
# A strength can be required for it.
APPLICATION = Application(
    key=OWN_WAYS,
    label=SECURITY_INFO,
    help=_(
        "Where people look after their ways to sign in. Whoever has nothing yet that is strong enough needs a pass or "
        "a one-time link from you to add their first."
    ),
    rank=20,
    is_where_ways_are_added=True,
)
