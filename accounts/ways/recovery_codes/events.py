"""What happens to recovery codes, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

kind("user:recovery_codes", _("about recovery codes"))
MADE = event(
    "user:recovery_codes:made",
    _("Recovery codes made"),
    told=True,
    to_person=_("Recovery codes were made for your account"),
)
MADE_ANEW = event(
    "user:recovery_codes:made_anew",
    _("Recovery codes made anew; the earlier ones work no more"),
    told=True,
    to_person=_("New recovery codes were made for your account; the earlier ones work no more"),
)
USED = event(
    "user:recovery_codes:used",
    _("Recovery code used"),
    told=True,
    to_person=_("One of your recovery codes was used"),
)
FEW_LEFT = event(
    "user:recovery_codes:few_left",
    _("Few recovery codes are left"),
    told=True,
    to_person=_("You have few recovery codes left"),
)
REMOVED = event(
    "user:recovery_codes:removed",
    _("Recovery codes removed"),
    told=True,
    to_person=_("Your recovery codes were removed"),
)
KEPT = event("user:recovery_codes:kept", _("Recovery codes said to be kept"), told=False)

name_details(unused=_("recovery codes left"))
# Why a sign-in was refused.
explain("reason", {"wrong_recovery_code": _("wrong or used recovery code")})
