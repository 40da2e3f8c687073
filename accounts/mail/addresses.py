"""Where a person is written to, and in which language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation

from accounts.users.models import User

Source = Callable[[User], Iterable[str]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """From now on `source` is asked for further addresses of a person: those that a way in of theirs has proven."""
    if source in _sources:
        raise ValueError(f"{source!r} is registered twice")
    _sources.append(source)


def addresses_of(user: User) -> list[str]:
    """Every address of the person, each once; none where they have none."""
    found = [user.mail_address, *(address for source in _sources for address in source(user))]
    return list(dict.fromkeys(address for address in found if address))


def language_for(chosen: str) -> str:
    """`chosen` where there are texts in it, else the language of the request at work, else the installation's."""
    ours = dict(settings.LANGUAGES)
    wanted = (chosen, (translation.get_language() or "").partition("-")[0])
    return next((one for one in wanted if one in ours), settings.LANGUAGE_CODE)
