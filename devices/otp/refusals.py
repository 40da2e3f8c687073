"""Why an authenticator app is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class TooManyAuthenticators(Refusal):
    code = "too_many_authenticators"
    public_text = _(
        "You have five authenticator apps, which is as many as one can have. Delete one at Security info first."
    )
    status = 409


class AuthenticatorsNotAllowed(Refusal):
    code = "not_offered"
    public_text = _("Your organisation has not turned authenticator codes on for you. Ask your admin.")
    status = 403
