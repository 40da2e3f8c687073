"""What happens to a user, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.browser_names import in_words
from accounts.audit.details import explain, name_details, say_by
from accounts.audit.events import event, kind

kind("user:account", _("about users"))
ADDED = event("user:account:added", _("User added"), told=False)
CHANGED = event("user:account:changed", _("User changed"), told=False)
DISABLED = event("user:account:disabled", _("User may no longer sign in"), told=False)
BLOCKED = event(
    "user:account:blocked",
    _("Sign-in blocked until it is released"),
    told=True,
    to_person=_("Your sign-in is blocked until an admin releases it"),
)
RELEASED = event(
    "user:account:released",
    _("Blocked sign-in released"),
    told=True,
    to_person=_("Your sign-in is no longer blocked"),
)
MAIL_ADDRESS_CHANGED = event(
    "user:account:mail_address_changed",
    _("Mail address changed"),
    told=True,
    to_person=_("Letters to you go to another mail address from now on"),
)
ENABLED = event(
    "user:account:enabled", _("User may sign in again"), told=True, to_person=_("You may sign in again")
)

kind("user:sessions", _("about ended sessions"))
SESSIONS_ENDED = event(
    "user:sessions:ended",
    _("Every session ended"),
    told=True,
    to_person=_("You were signed out everywhere"),
)

kind("user:browser", _("about browsers"))
NEW_BROWSER = event(
    "user:browser:new",
    _("Signed in on a browser not used before"),
    told=True,
    to_person=_("You signed in on a browser not used before"),
)
BROWSER_RENAMED = event("user:browser:renamed", _("Browser renamed"), told=False)
BROWSERS_FORGOTTEN = event("user:browser:forgotten", _("Browsers forgotten"), told=False)
# Whoever has only a first factor gets in there with it from now on.
BROWSER_REMEMBERED = event(
    "user:browser:remembered", _("A second step is not asked again on this browser for a while"), told=True
)

kind("user:default_method", _("about default ways to sign in"))
DEFAULT_CHANGED = event("user:default_method:changed", _("Default way to sign in changed"), told=False)

name_details(browsers=_("browsers"), days=_("days"), mail_address=_("mail address"), why=_("because"))
say_by(in_words, "browser", "browsers")
# Whoever ends sessions for another reason explains it.
explain("why", {"admin": _("an admin ended them"), "own_wish": _("they signed out everywhere")})
