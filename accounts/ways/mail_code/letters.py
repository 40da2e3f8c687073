"""The two letters with a code."""

from django.utils.translation import gettext_lazy as _

from accounts.mail.letters import Letter, declare

TO_RECOVER = declare(Letter("code_to_recover", _("Your code for a new password")))
TO_CONFIRM = declare(Letter("code_to_confirm", _("Your code to confirm this address")))
BY_KEY = {letter.key: letter for letter in (TO_RECOVER, TO_CONFIRM)}
