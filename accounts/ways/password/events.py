"""What happens to a password, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain
from accounts.audit.events import event, kind

kind("user:password", _("about passwords"))
PASSWORD_SET = event(
    "user:password:set",
    _("Password set by an admin"),
    told=True,
    to_person=_("Your password was set by an admin"),
)
PASSWORD_CHANGED = event(
    "user:password:changed", _("Password changed"), told=True, to_person=_("Your password was changed")
)
PASSWORD_RECOVERED = event(
    "user:password:recovered",
    _("Forgotten password replaced"),
    told=True,
    to_person=_("Your forgotten password was replaced"),
)
PASSWORD_STOPPED = event(
    "user:password:stopped",
    _("Password stopped: it was said that somebody else chose it"),
    told=True,
    to_person=_("Your password works no more"),
)
PASSWORD_GIVEN_UP = event(
    "user:password:given_up",
    _("Password given up: the account has none"),
    told=True,
    to_person=_("Your account has no password any more"),
)
CHANGE_REFUSED = event("user:password:change_refused", _("Password not changed"), told=False)

# Why a sign-in was refused.
explain(
    "reason",
    {"wrong_password": _("wrong password"), "password_over": _("a temporary password whose time is over")},
)
explain("amr", {"pwd": _("a password")})
