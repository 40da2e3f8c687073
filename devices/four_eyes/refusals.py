"""What is refused of acts that need a second person."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class NotYourAct(Refusal):
    """Somebody agrees to what they asked for themselves, or to what they might not do."""

    code = "not_your_act"
    public_text = _("Somebody else who may do this has to agree. You cannot.")
    status = 403


class ActIsOver(Refusal):
    """It was agreed to, denied or withdrawn meanwhile, or has run out."""

    code = "act_is_over"
    public_text = _("This no longer waits: somebody was quicker, or its time is over.")
    status = 409


class NobodyToAgree(Refusal):
    """There is no second person, so nothing would ever be done."""

    code = "nobody_to_agree"
    public_text = _(
        "There must be two people who may do this and can sign in, or nobody could ever agree. Appoint another first."
    )
    status = 409


class NoPhoneToAgree(Refusal):
    """Whoever wants to look has no phone that could show it."""

    code = "no_phone_to_agree"
    public_text = _(
        "You agree on your phone, and none of yours can show this. Add the Handslag app at Security info, or update it."
    )
    status = 409


class TooManyAsked(Refusal):
    """One person asks for more than anybody would look at."""

    code = "too_many_asked"
    public_text = _(
        "You have asked for many things that still wait. Withdraw some, or wait until they are answered."
    )
    status = 429


class NeedsSecondPerson(Refusal):
    """One alone does what takes two, from where nobody can be asked: a script, a file, a list (E22)."""

    code = "needs_second_person"
    public_text = _("A second person has to agree to this on their phone. Do it in the portal.")
    status = 403
