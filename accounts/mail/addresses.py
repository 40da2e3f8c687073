"""Where a person is written to, and in which language."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from accounts.users.models import User


def addresses_of(user: User) -> list[str]:
    """Every address of the person, each once."""
    return [user.username]


def language_for(chosen: str) -> str:
    """`chosen` where there are texts in it, else the language of the request at work, else the installation's."""
    ours = dict(settings.LANGUAGES)
    wanted = (chosen, (translation.get_language() or "").partition("-")[0])
    return next((one for one in wanted if one in ours), settings.LANGUAGE_CODE)
