"""Why recovery codes are refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class RecoveryCodesNotAllowed(Refusal):
    """The policy does not let this person use recovery codes."""

    code = "not_offered"
    public_text = _("Your organisation has not turned recovery codes on for you. Ask your admin.")
    status = 403
