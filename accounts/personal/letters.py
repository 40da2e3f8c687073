"""What is written to people about personal accounts."""

from django.utils.translation import gettext_lazy as _

from accounts.mail.letters import Letter, declare

# The same road for every address: who has an account already reads that, where others read a code (A18).
CODE = declare(Letter("sign_up_code", _("Your code is %(code)s")))
THERE_ALREADY = declare(Letter("sign_up_there_already", _("You have an account already")))
CLOSED = declare(Letter("account_closed", _("Your account is closed")))
