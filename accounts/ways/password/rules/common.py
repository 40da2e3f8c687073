"""Passwords that a guesser tries first: those of Django's list, and those that are no harder to guess than they."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.ways.password.rules.length import one_spelling
from accounts.ways.password.rules.strength import Strength, estimate

if TYPE_CHECKING:
    from accounts.users.models import User


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand commonest (Django's list), and none that its first thousand guesses would find."""

    def validate(self, password: str, user: User | None = None) -> None:
        written = one_spelling(password)
        if written.casefold().strip() in self.passwords:
            raise ValidationError(_("Many people use this one, so it is among the first that anybody tries."))
        found = estimate(written, user=user)
        if found.strength is Strength.TRIVIAL:
            raise ValidationError(
                _("It is among the first that a guesser tries. %(why)s") % {"why": found.advice}
            )

    def get_help_text(self) -> str:
        return _("None that many people use.")
