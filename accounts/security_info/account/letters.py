"""What is written to an address that is to become somebody's. Both come by the same road, and a page tells neither."""

from django.utils.translation import gettext_lazy as _

from accounts.mail.letters import Letter, declare

CODE = declare(Letter("code_to_change", _("Your code to confirm this address")))
# Somebody else's: they read that in the place of a code (A18).
TAKEN = declare(Letter("address_taken", _("Somebody wanted to use this address")))
