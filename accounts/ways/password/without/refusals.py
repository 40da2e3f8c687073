"""Why a password is not given up."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class MayNotGiveUp(Refusal):
    """The policy does not let people do without a password."""

    code = "not_offered"
    public_text = _("Your organisation lets nobody give up their password. Ask your admin.")
    status = 403


class NoWayBack(Refusal):
    """Without the password what this person has would not always be enough."""

    code = "no_way_back"
    heading = _("Add one more way first")
    public_text = _(
        "Without your password, losing one of your other ways could lock you out. Nothing was changed."
    )
    status = 409
