"""Why a code generator is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class CodeGeneratorsNotAllowed(Refusal):
    """The policy does not let this person use code generators."""

    code = "not_offered"
    public_text = _("Code generators are not turned on for this account. An admin can do that, under Policy.")
    status = 403


class AlreadyHandedOut(Refusal):
    """Somebody of this organisation has the code generator with this serial number."""

    code = "already_handed_out"
    public_text = _(
        "The code generator with this serial number is somebody's already. Remove it there first."
    )
    status = 409
