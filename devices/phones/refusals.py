"""Why a phone or an account on it is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class UnknownDeviceToken(Refusal):
    code = "token_unknown"
    public_text = _("Handslag does not know this phone. Add it again from Security info.")
    status = 401


class PhoneSuspended(Refusal):
    code = "phone_suspended"
    public_text = _("This phone has been stopped. Open Security info in your browser to add it again.")
    status = 401


class PhoneRemoved(Refusal):
    code = "phone_removed"
    public_text = _("This phone has been removed. Open Security info in your browser to add it again.")
    status = 401


class CannotEnable(Refusal):
    """Phone sign-in cannot be enabled; each subclass is one reason, shown in the app."""

    status = 403


class SignInBlocked(CannotEnable):
    code = "sign_in_blocked"
    public_text = _(
        "You told us that it was not you, so your sign-in is blocked. Ask your admin to release it."
    )


class PolicyOff(CannotEnable):
    code = "policy_off"
    public_text = _("Your organisation has not turned phone sign-in on for you. Ask your admin.")


class TwoStepMissing(CannotEnable):
    code = "two_step_missing"
    public_text = _("Finish adding this account first: the test with the number is missing.")


class AnotherAccountRegistered(CannotEnable):
    code = "another_account_registered"
    public_text = _(
        "This phone is registered for phone sign-in with another organisation account. "
        "Open Settings and choose Unregister there first."
    )


class NoUnlock(CannotEnable):
    code = "no_unlock"
    public_text = _("Set up a lock first, so that only you can approve with this phone.")


class UnlockNotAllowed(CannotEnable):
    code = "unlock_not_allowed"
    public_text = _(
        "Your organisation accepts only the phone's own lock. Set it up, then add this account again."
    )


class UnlockRequired(Refusal):
    code = "unlock_required"
    public_text = _("Unlock first, with the lock that this account has.")
    status = 403


class UnlockAlreadySet(Refusal):
    code = "unlock_already_set"
    public_text = _("This account already has a lock. To change it, unlock with that one first.")
    status = 409


BY_CODE: dict[str, type[CannotEnable]] = {
    refusal.code: refusal
    for refusal in (
        SignInBlocked,
        PolicyOff,
        TwoStepMissing,
        AnotherAccountRegistered,
        NoUnlock,
        UnlockNotAllowed,
    )
}
