"""What cannot be done with a webhook."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class UnusableAddress(Refusal):
    code = "unusable_hook_address"
    public_text = _(
        "Write an https address that anybody on the internet can reach, such as https://example.org/events: at its "
        "usual port, without a user in it."
    )


class TooManyHooks(Refusal):
    code = "too_many_hooks"
    public_text = _("There are ten webhooks already. Remove one first.")


class HookIsOff(Refusal):
    code = "hook_is_off"
    public_text = _("This webhook is off. Turn it on first.")
    status = 409
