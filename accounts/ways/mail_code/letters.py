"""The two letters with a code."""

from django.utils.translation import gettext_lazy as _

from accounts.mail.letters import Letter, declare

TO_RECOVER = declare(Letter("code_to_recover", _("Your code to show that it is you")))
TO_CONFIRM = declare(Letter("code_to_confirm", _("Your code to confirm this address")))
