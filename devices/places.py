"""The rows that phones and passkeys have in the menu of Security info."""

from django.utils.translation import gettext_lazy as _

from accounts.policy.facts import allowance_of
from accounts.security_info.menu import MenuItem
from accounts.users.models import User
from devices.approvals.receipts.making import approved_by
from devices.passkeys.access import passkeys_of
from devices.passkeys.settings import KEY


def _may_see_passkeys(user: User) -> bool:
    """Whoever has one, and whoever may add one."""
    return passkeys_of(user).exists() or allowance_of(user, KEY).is_allowed


def _has_approved(user: User) -> bool:
    return approved_by(user).exists()


PLACES = (
    MenuItem("phones", _("Phones"), "enrolment:phones", 20, icon="phone"),
    MenuItem("passkeys", _("Passkeys"), "passkeys:passkeys", 25, is_open=_may_see_passkeys, icon="passkey"),
    MenuItem(
        "approved", _("What you approved"), "receipts:approved", 65, is_open=_has_approved, icon="check"
    ),
)
