"""One family of refusals: raised narrow where a rule says no, mapped to an answer in one place (idp/errors)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Refusal(Exception):
    """Something asked was refused.

    `code` is stable and public, `heading` and `public_text` are what a person reads, `status` the HTTP status.
    `retry_after_seconds`, where known, is how long to wait before trying again.
    `detail` goes to the log only: it may say what the person asking must not learn.
    """

    code: str = "refused"
    heading: str | Promise = _("That did not work")
    public_text: str | Promise = _("That is not possible.")
    status: int = 400

    retry_after_seconds: int | None = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class NotYours(Refusal):
    """An object of somebody else, or none at all: told apart by nobody."""

    code = "not_found"
    public_text = _("There is nothing here.")
    status = 404


class NoSignInUnderWay(Refusal):
    """What was begun in this browser, a sign-in or a session, has ended since."""

    code = "no_sign_in"
    heading = _("This sign-in is over")
    public_text = _("This sign-in is no longer open in this browser. Start again with your username.")
    status = 409


class RightsChanged(Refusal):
    """Whoever asks, or whoever it is done to, has another role than when this was begun."""

    code = "rights_changed"
    public_text = _("Meanwhile your role has changed, or theirs. Nothing was done. Open the page again.")
    status = 409


class SignInIsOver(NoSignInUnderWay):
    """This browser has no unfinished sign-in, or none any more."""


class TooManyTries(Refusal):
    """A limit was reached (SP 800-63B 3.2.2, rate limiting)."""

    code = "too_many_tries"
    heading = _("Wait a little")
    status = 429

    def __init__(self, detail: str = "", *, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds
        self.public_text = too_many(retry_after_seconds)


def too_many(seconds: int) -> str:
    """Say how long to wait, never less than it is."""
    minutes, hours, days = (-(-seconds // unit) for unit in (60, 3600, 86400))
    if minutes < 90:
        return ngettext(
            "Too many tries. Wait %(count)d minute, then try again.",
            "Too many tries. Wait %(count)d minutes, then try again.",
            minutes,
        ) % {"count": minutes}
    if hours < 48:
        return ngettext(
            "Too many tries. Wait %(count)d hour, then try again.",
            "Too many tries. Wait %(count)d hours, then try again.",
            hours,
        ) % {"count": hours}
    return ngettext(
        "Too many tries. Wait %(count)d day, then try again.",
        "Too many tries. Wait %(count)d days, then try again.",
        days,
    ) % {"count": days}
