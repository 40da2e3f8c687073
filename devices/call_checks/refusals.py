"""Why nobody can be asked whether it is them who calls."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class NobodyMayConfirm(Refusal):
    """The person may not sign in, or not by a phone: what they would answer counts for nothing."""

    code = "nobody_may_confirm"
    public_text = _("They may not approve anything on a phone now, so they cannot be asked.")
    status = 409


class NoPhoneToConfirm(Refusal):
    """None of their phones could show the question."""

    code = "no_phone_to_confirm"
    public_text = _(
        "None of their phones can show this question. They need the Handslag app, of a version that knows it: find out "
        "in another way who is calling."
    )
    status = 409
