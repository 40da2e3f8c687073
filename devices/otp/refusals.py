"""Why an authenticator app is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class TooManyAuthenticatorApps(Refusal):
    """This person has as many authenticator apps as one can have."""

    code = "too_many_authenticators"
    public_text = _(
        "You have five authenticator apps, which is as many as one can have. Remove one at Security info first."
    )
    status = 409


class AuthenticatorAppsNotAllowed(Refusal):
    """The policy does not let this person use authenticator codes."""

    code = "not_offered"
    public_text = _("Your organisation has not turned authenticator codes on for you. Ask your admin.")
    status = 403
