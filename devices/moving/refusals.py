"""Why moving to a new phone is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from devices.enrolment.refusals import CodeExpired, CodeUsed, UnknownCode


class NothingToMove(Refusal):
    code = "nothing_to_move"
    public_text = _("No account on this phone can move by itself. Add it on the new phone instead.")
    status = 403


class NoMove(Refusal):
    code = "no_move"
    public_text = _("This move is over. Start again on the old phone.")
    status = 404


class UnknownMoveCode(UnknownCode):
    public_text = _("This code is not known. Show a new one on the old phone.")


class MoveCodeUsed(CodeUsed):
    public_text = _(
        "Another phone has used this code. If that was not you, stop the move on the old phone and start again."
    )


class MoveCodeExpired(CodeExpired):
    public_text = _("This code is too old. Show a new one on the old phone.")


class SamePhone(Refusal):
    code = "same_phone"
    public_text = _("This is the phone you move from. Scan the code with the new one.")
    status = 409


class MayNotMove(Refusal):
    code = "may_not_move"
    public_text = _("This account cannot move by itself now. Add it on the new phone instead.")
    status = 403
