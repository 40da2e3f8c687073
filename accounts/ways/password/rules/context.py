"""Words around a person that a guesser of their password begins with (SP 800-63B-4 3.1.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.tenants.names import one_form
from accounts.ways.password.rules.length import SHORTEST

if TYPE_CHECKING:
    from accounts.users.models import User

PRODUCT = "handslag"
SHORTEST_WORD = 3
# What people write for a letter, such as h4nd$lag.
INSTEAD_OF_LETTERS = str.maketrans("013457@$!", "oieastasi")


class NoWordsAroundThem:
    """Not made of their name, their organisation's or ours: without these words it must be long enough still."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = _plain(password)
        found = [word for word in words_around(user) if _plain(word) in left]
        for word in found:
            left = left.replace(_plain(word), "")
        if found and len(left) < SHORTEST:
            raise ValidationError(
                _("It is little more than “%(word)s”, which a guesser of yours tries first.")
                % {"word": found[0]}
            )

    def get_help_text(self) -> str:
        return _("Not made of your name or your organisation's.")


def words_around(user: User | None) -> list[str]:
    """The words that are known of a person, the longest first; of nobody only the product's."""
    words = {PRODUCT, *(_of_person(user) if user is not None else ())}
    return sorted((word for word in words if len(word) >= SHORTEST_WORD), key=lambda word: (-len(word), word))


def _of_person(user: User) -> Iterator[str]:
    name, _at, domain = user.username.partition("@")
    domains = {domain, *user.tenant.domains.values_list("name", flat=True)}
    yield from _parts(name)
    yield from _parts(user.display_name)
    yield from _parts(user.tenant.name)
    for one in domains:
        yield from _parts(one.rpartition(".")[0])  # not what many organisations share: com, se


def _parts(text: str) -> list[str]:
    return [one_form(text), *(part for part in re.split(r"[\W_]+", one_form(text)) if part)]


def _plain(text: str) -> str:
    return one_form(text).translate(INSTEAD_OF_LETTERS)
