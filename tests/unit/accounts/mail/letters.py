"""Letters that the tests of sending declare for themselves."""

from django.utils.translation import gettext_lazy as _

from accounts.mail.letters import Letter, declare

CODE = declare(Letter("tests_code", _("Sign in"), template="tests/letter"))
NAMED = declare(Letter("tests_named", "%(name)s", template="tests/letter"))
