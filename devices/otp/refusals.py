"""Why an authenticator app, or what else gives codes, is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class TooManyAuthenticators(Refusal):
    """This person has as many authenticator apps and code generators as one can have."""

    code = "too_many_authenticators"
    public_text = _(
        "There are five authenticator apps and code generators already, which is as many as a person can have. "
        "Remove one first."
    )
    status = 409


class AuthenticatorAppsNotAllowed(Refusal):
    """The policy does not let this person use authenticator codes."""

    code = "not_offered"
    public_text = _("Your organisation has not turned authenticator codes on for you. Ask your admin.")
    status = 403
