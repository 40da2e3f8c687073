"""Why a passkey is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class PasskeyRefusal(Refusal):
    """Something about one passkey; `credential_id` is of one that nobody has here, which the browser may forget."""

    credential_id: str = ""


class PasskeyNotTaken(PasskeyRefusal):
    """Unknown, removed, suspended, somebody else's, wrongly signed: the same words for all, whoever asks (A18).

    `reason` is for the audit log.
    """

    code = "passkey_not_taken"
    heading = _("That passkey is not taken here")
    public_text = _(
        "It may have been removed, or be for another account, or your organisation does not take it. Sign in another "
        "way."
    )

    def __init__(self, detail: str = "", *, reason: str = "passkey_refused", credential_id: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.credential_id = credential_id


class PasskeyTooLate(PasskeyRefusal):
    """What the passkey answered was asked too long ago, in another browser, or is answered already."""

    code = "passkey_too_late"
    heading = _("That took too long")
    public_text = _("That took too long, or another tab was first. Try again.")


class PasskeyNotMade(PasskeyRefusal):
    """What the browser sent is no new passkey of this person's."""

    code = "passkey_not_made"
    public_text = _("This passkey could not be added. Try again, or with another one.")


class PasskeyUnwanted(PasskeyRefusal):
    """The policy takes no passkey like this; `reason` is the stable one, `text` says it to its person by name (E21)."""

    code = "passkey_unwanted"
    status = 403

    def __init__(self, reason: str, text: str, *, credential_id: str) -> None:
        super().__init__(reason)
        self.public_text = text
        self.credential_id = credential_id


class TooManyPasskeys(Refusal):
    """This person has as many passkeys as one can have."""

    code = "too_many_passkeys"
    public_text = _("You have ten passkeys, which is as many as one can have. Remove one first.")
    status = 409


class PasskeysNotAllowed(Refusal):
    """The policy does not let this person use passkeys."""

    code = "not_offered"
    public_text = _("Your organisation has not turned passkeys on for you. Ask your admin.")
    status = 403
