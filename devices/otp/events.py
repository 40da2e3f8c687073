"""What happens to authenticator apps, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

kind("user:authenticator_app", _("about authenticator apps"))
ADDED = event(
    "user:authenticator_app:added",
    _("Authenticator app added"),
    told=True,
    to_person=_("An authenticator app was added to your account"),
)
SPENT = event(
    "user:authenticator_app:spent",
    _("Authenticator app spent: too many wrong codes in a row"),
    told=True,
    to_person=_("Your authenticator app can no longer be used: too many wrong codes in a row"),
)
REMOVED = event(
    "user:authenticator_app:removed",
    _("Authenticator app removed"),
    told=True,
    to_person=_("An authenticator app was removed from your account"),
)
TURNED_ON = event(
    "user:authenticator_app:turned_on",
    _("Codes of the phone app turned on"),
    told=True,
    to_person=_("The app on your phone now shows codes that are taken as a second step"),
)
TURNED_OFF = event(
    "user:authenticator_app:turned_off",
    _("Codes of the phone app turned off"),
    told=True,
    to_person=_("The codes that the app on your phone showed are taken no more"),
)

name_details(authenticator=_("authenticator app"))
# Why a sign-in was refused.
explain("reason", {"wrong_code": _("wrong code")})
