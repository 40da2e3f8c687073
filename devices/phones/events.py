"""What happens to a phone, or to an account on it, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind
from devices.phones.models import PhoneAccount

kind("user:phone", _("about phones"))
BOUND = event(
    "user:phone:bound", _("Phone added"), told=True, to_person=_("A phone was added to your account")
)
UNLOCK_SET = event(
    "user:phone:unlock_set",
    _("Unlock set up on the phone"),
    told=True,
    to_person=_("An unlock was set up on your phone"),
)
UNLOCK_CHANGED = event(
    "user:phone:unlock_changed",
    _("Unlock changed on the phone"),
    told=True,
    to_person=_("The unlock of your phone was changed"),
)
KEYS_RENEWED = event("user:phone:keys_renewed", _("Keys of the phone renewed"), told=False)
SIGN_IN_ENABLED = event(
    "user:phone:sign_in_enabled",
    _("Phone sign-in enabled on the phone"),
    told=True,
    to_person=_("Phone sign-in was enabled on your phone"),
)
UNREGISTERED = event(
    "user:phone:unregistered", _("Phone unregistered"), told=True, to_person=_("Your phone was unregistered")
)
RENAMED = event("user:phone:renamed", _("Phone renamed"), told=False)
SUSPENDED = event(
    "user:phone:suspended", _("Phone stopped"), told=True, to_person=_("Your phone was stopped")
)
REMOVED = event(
    "user:phone:removed",
    _("Phone removed"),
    told=True,
    to_person=_("A phone was removed from your account"),
)

name_details(mode=_("unlock"), phone=_("phone"))
explain("mode", dict(PhoneAccount.UnlockMode.choices))
explain(
    "why",
    {
        "lost": _("its owner lost it"),
        "phone_lost": _("a phone was lost"),
        "phone_removed": _("a phone was removed"),
        "phone_suspended": _("a phone was stopped"),
        "spent_token": _("a copy of the phone was used"),
    },
)
