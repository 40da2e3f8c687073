"""Why a pass is not made."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class NoPassForThem(Refusal):
    """They may not sign in, or their organisation has not turned passes on for them."""

    code = "no_pass"
    public_text = _(
        "A pass would not work for this person now. See whether they may sign in, and the policy."
    )
    status = 409
