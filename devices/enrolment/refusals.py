"""Why adding a phone is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class UnknownCode(Refusal):
    code = "code_unknown"
    public_text = _("This code is not known. Check it, or ask for a new one on Security info.")
    status = 404


class TypedCodesClosed(Refusal):
    """Too many were wrong (B17)."""

    code = "typed_codes_closed"
    heading = _("Wait a little")
    public_text = _(
        "Too many wrong codes were typed. Scan the picture with the camera instead, or wait ten minutes and try again."
    )
    status = 429

    def __init__(self, detail: str = "", *, retry_after_seconds: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class CodeUsed(Refusal):
    code = "code_used"
    public_text = _(
        "This code has already been used. If that was not you, open Security info: cancel there, or remove the phone"
        " that was added."
    )
    status = 409


class CodeExpired(Refusal):
    code = "expired"
    public_text = _("This code is too old. Ask for a new one on Security info.")
    status = 410


class PhoneAlreadyKnown(Refusal):
    code = "phone_known"
    public_text = _(
        "This phone is already known here. Open the app, choose Settings, and erase it before adding it anew."
    )
    status = 409


class AlreadyOnThisPhone(Refusal):
    code = "already_on_this_phone"
    public_text = _("This account is already on this phone.")
    status = 409


class NotClaimedByThisPhone(Refusal):
    code = "not_claimed"
    public_text = _(
        "This phone has not claimed that code, or adding it has ended. Start again on Security info."
    )
    status = 409


class UnlockModeRefused(Refusal):
    code = "unlock_not_allowed"
    public_text = _("Your organisation does not accept this kind of lock. Use the phone's own lock.")
    status = 403
