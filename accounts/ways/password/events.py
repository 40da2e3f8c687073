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

# Why a sign-in was refused.
explain("reason", {"wrong_password": _("wrong password")})
explain("amr", {"pwd": _("a password")})
