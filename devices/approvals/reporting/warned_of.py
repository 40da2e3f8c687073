"""What an organisation can have written about what its people report (accounts/warning)."""

from django.utils.translation import gettext_lazy as _

from accounts.security_info.sign_ins.not_me import ANSWER_DISOWNED, DISOWNED
from accounts.undoing.events import TAKEN_BACK
from accounts.warning.kinds import WarningKind
from devices.approvals.reporting.alert import ALL

WARN_OF_REPORTS = WarningKind(
    key="not_me",
    label=_("Somebody says that a sign-in, a request to their phone or a change was not theirs"),
    tags=frozenset({*(one.event.tag for one in ALL), DISOWNED.tag, ANSWER_DISOWNED.tag, TAKEN_BACK.tag}),
    todo=_("Talk with them, by telephone or in person. Then mark the alert in the portal as dealt with."),
)
